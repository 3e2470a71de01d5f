// A part of the work, as somebody might write it by hand: the services of both environments as compose objects, with
// references resolved. No check, no other target, no comment.
local topology = std.parseYaml(std.extVar('topology'));

local port(service) = std.toString(std.get(service, 'port', 8000));
local output(services, path) =
  local parts = std.split(std.split(path, ' ')[0], '.');
  local name = parts[0];
  if !std.objectHas(services, name) then path
  else if services[name].type == 'postgres' then
    'postgresql://' + services[name].database + ':${PASSWORD}@' + name + ':' + port(services[name])
  else if services[name].type == 'redis' then 'redis://:${PASSWORD}@' + name + ':' + port(services[name])
  else 'http://' + name + ':' + port(services[name]);
local resolve(services, text) =
  local parts = std.split(text, '$<<');
  parts[0] + std.join('', [
    local rest = std.splitLimit(part, '>>', 1);
    output(services, rest[0]) + rest[1]
    for part in parts[1:]
  ]);
local value(services, item) =
  if std.isArray(item) then std.join(',', [resolve(services, element) for element in item])
  else resolve(services, std.toString(item));
local images = { postgres: 'postgres:16', redis: 'redis:7' };
local compose(services) = {
  services: {
    [name]: {
      local service = services[name],
      image: std.get(images, service.type, name),
      ports: ['127.0.0.1:' + port(service) + ':' + port(service)],
      environment: {
        [variable]: value(services, service.variables[variable])
        for variable in std.objectFields(std.get(service, 'variables', {}))
      },
      deploy: { resources: { limits: std.get(service, 'resources', {}) } },
      restart: 'unless-stopped',
    }
    for name in std.objectFields(services)
  },
};

{
  [environment]: compose(std.mergePatch(
    topology.services, std.get(std.get(topology.environments, environment, {}), 'services', {})
  ))
  for environment in std.objectFields(topology.environments)
}
