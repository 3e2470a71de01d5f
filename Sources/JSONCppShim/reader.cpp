#include "JSONCppShim.h"

#include <json/json.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

struct infracc_json_document {
  Json::Value root;
  std::vector<infracc_json_node> nodes;
  bool succeeded = false;
  std::string problem;
  size_t problemOffset = 0;
};

namespace {

// jsoncpp says where as "* Line 3, Column 7" and counts bytes; CR, LF and CRLF end a line.
size_t offsetOf(size_t line, size_t column, const char *bytes, size_t count) {
  size_t offset = 0;
  for (size_t current = 1; current < line && offset < count; offset++) {
    if (bytes[offset] == '\r') {
      if (offset + 1 < count && bytes[offset + 1] == '\n') offset++;
      current++;
    } else if (bytes[offset] == '\n') {
      current++;
    }
  }
  return std::min(offset + column - 1, count);
}

// Keeps the first message of jsoncpp's report, without its place.
void explain(infracc_json_document &document, const std::string &report, const char *bytes, size_t count) {
  unsigned long line = 1, column = 1;
  if (std::sscanf(report.c_str(), "* Line %lu, Column %lu", &line, &column) == 2) {
    document.problemOffset = offsetOf(line, column, bytes, count);
  }
  size_t start = report.find('\n');
  start = start == std::string::npos ? 0 : report.find_first_not_of(' ', start + 1);
  if (start == std::string::npos) start = 0;
  document.problem = report.substr(start, report.find('\n', start) - start);
}

void flatten(infracc_json_document &document, const Json::Value &value) {
  infracc_json_node node = {};
  node.offset = static_cast<size_t>(value.getOffsetStart());
  switch (value.type()) {
  case Json::nullValue:
    node.kind = infracc_json_null;
    break;
  case Json::booleanValue:
    node.kind = infracc_json_bool;
    node.integer = value.asBool();
    break;
  case Json::intValue:
  case Json::uintValue:
    if (value.isInt64()) {
      node.kind = infracc_json_integer;
      node.integer = value.asInt64();
      break;
    }
    [[fallthrough]];
  case Json::realValue:
    node.kind = infracc_json_number;
    node.number = value.asDouble();
    break;
  case Json::stringValue: {
    const char *begin = nullptr, *end = nullptr;
    value.getString(&begin, &end);
    node.kind = infracc_json_string;
    node.text = begin;
    node.length = static_cast<size_t>(end - begin);
    break;
  }
  case Json::arrayValue:
    node.kind = infracc_json_array;
    node.count = value.size();
    document.nodes.push_back(node);
    for (const Json::Value &element : value) flatten(document, element);
    return;
  case Json::objectValue:
    node.kind = infracc_json_object;
    node.count = value.size();
    document.nodes.push_back(node);
    for (auto member = value.begin(); member != value.end(); ++member) {
      infracc_json_node key = {};
      const char *end = nullptr;
      key.kind = infracc_json_key;
      key.text = member.memberName(&end);
      key.length = static_cast<size_t>(end - key.text);
      key.offset = static_cast<size_t>(member->getOffsetStart());
      document.nodes.push_back(key);
      flatten(document, *member);
    }
    return;
  }
  document.nodes.push_back(node);
}

void parse(infracc_json_document &document, const char *bytes, size_t count, int depthLimit) {
  Json::CharReaderBuilder builder;
  Json::CharReaderBuilder::strictMode(&builder.settings_);
  builder["strictRoot"] = false;
  builder["collectComments"] = false;
  builder["stackLimit"] = depthLimit;
  std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  std::string report;
  if (reader->parse(bytes, bytes + count, &document.root, &report)) {
    flatten(document, document.root);
    document.succeeded = true;
  } else {
    explain(document, report, bytes, count);
  }
}

} // namespace

extern "C" infracc_json_document *infracc_json_parse(const char *bytes, size_t count, int depth_limit) {
  try {
    auto document = std::make_unique<infracc_json_document>();
    try {
      parse(*document, bytes, count, depth_limit);
    } catch (const std::exception &exception) {
      document->problem = exception.what();
    }
    return document.release();
  } catch (...) {
    return nullptr;
  }
}

extern "C" const infracc_json_node *infracc_json_nodes(const infracc_json_document *document, size_t *count) {
  if (!document || !document->succeeded) return nullptr;
  *count = document->nodes.size();
  return document->nodes.data();
}

extern "C" const char *infracc_json_problem(const infracc_json_document *document, size_t *offset) {
  if (!document || document->succeeded) return nullptr;
  *offset = document->problemOffset;
  return document->problem.c_str();
}

extern "C" void infracc_json_free_document(infracc_json_document *document) { delete document; }
