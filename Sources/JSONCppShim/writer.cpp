#include "JSONCppShim.h"

#include <json/json.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

// `open` holds the containers that are being filled; they are values of the tree below `root`, which do not move while
// members are added to them.
struct infracc_json_builder {
  Json::Value root;
  std::vector<Json::Value *> open;
  std::string key;
  std::string text;
  bool failed = false;

  Json::Value &place() {
    if (open.empty()) return root;
    Json::Value &container = *open.back();
    return container.isObject() ? container[key] : container.append(Json::Value());
  }
};

namespace {

// Lays a value out the way people write JSON by hand, which jsoncpp's own writers do not: they put `{` on a line of
// its own. The tokens are jsoncpp's.
class Layout {
public:
  Layout(size_t lineWidth, std::string &out) : lineWidth(lineWidth), out(out) {
    Json::StreamWriterBuilder builder;
    builder["commentStyle"] = "None";
    builder["indentation"] = "";
    builder["emitUTF8"] = true;
    builder["precision"] = 15;
    shortWriter.reset(builder.newStreamWriter());
    builder["precision"] = 17;
    exactWriter.reset(builder.newStreamWriter());
  }

  // `column` is where the value begins, `depth` the indentation of the line on which it does.
  void write(const Json::Value &value, size_t depth, size_t column) {
    if (value.isArray() && !value.empty()) {
      if (!writeOnOneLine(value, column)) writeElements(value, depth);
    } else if (value.isObject() && !value.empty()) {
      writeMembers(value, depth);
    } else {
      out += token(value);
    }
  }

private:
  const size_t lineWidth;
  std::string &out;
  std::ostringstream stream;
  std::unique_ptr<Json::StreamWriter> shortWriter, exactWriter;

  bool isPretty() const { return lineWidth > 0; }

  std::string token(const Json::Value &value) {
    std::string text = print(*shortWriter, value);
    if (value.isString()) return inert(text);
    // 15 digits print 0.1 as people write it; where they do not say which number it was, 17 do.
    if (value.type() == Json::realValue && std::strtod(text.c_str(), nullptr) != value.asDouble()) {
      text = print(*exactWriter, value);
    }
    return text;
  }

  std::string print(Json::StreamWriter &writer, const Json::Value &value) {
    stream.str("");
    writer.write(value, &stream);
    return stream.str();
  }

  // What acts on a terminal is written as an escape, which says the same to every reader: DEL, the controls U+0080 to
  // U+009F, and the marks that turn the writing direction or end a line (U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066
  // to U+2069). jsoncpp escapes the controls below U+0020.
  static std::string inert(const std::string &text) {
    std::string result;
    for (size_t index = 0; index < text.size();) {
      const auto byte = [&](size_t ahead) {
        return index + ahead < text.size() ? static_cast<unsigned char>(text[index + ahead]) : 0u;
      };
      unsigned code = 0;
      size_t length = 1;
      if (byte(0) == 0x7F) {
        code = 0x7F;
      } else if ((byte(0) == 0xC2 && byte(1) < 0xA0) || (byte(0) == 0xD8 && byte(1) == 0x9C)) {
        code = (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
        length = 2;
      } else if (byte(0) == 0xE2 && (byte(1) == 0x80 || byte(1) == 0x81)) {
        code = 0x2000 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        length = 3;
        const bool acts = code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
                          (code >= 0x2066 && code <= 0x2069);
        if (!acts) {
          result.append(text, index, length);
          index += length;
          continue;
        }
      }
      if (code == 0) {
        result += text[index];
      } else {
        char escape[7];
        std::snprintf(escape, sizeof escape, "\\u%04x", code);
        result += escape;
      }
      index += length;
    }
    return result;
  }

  static size_t width(const std::string &text) {
    size_t count = 0;
    for (unsigned char byte : text) count += (byte & 0xC0) != 0x80;
    return count;
  }

  void breakLine(size_t depth) {
    if (!isPretty()) return;
    out += '\n';
    out.append(2 * depth, ' ');
  }

  bool writeOnOneLine(const Json::Value &array, size_t column) {
    if (!isPretty()) return false;
    std::string line = "[";
    for (const Json::Value &element : array) {
      if ((element.isArray() || element.isObject()) && !element.empty()) return false;
      if (line.size() > 1) line += ", ";
      line += token(element);
      if (column + line.size() > 4 * lineWidth) return false;
    }
    line += ']';
    // One column is kept for the comma behind it.
    if (column + width(line) + 1 > lineWidth) return false;
    out += line;
    return true;
  }

  void writeElements(const Json::Value &array, size_t depth) {
    char separator = '[';
    for (const Json::Value &element : array) {
      out += separator;
      separator = ',';
      breakLine(depth + 1);
      write(element, depth + 1, 2 * (depth + 1));
    }
    breakLine(depth);
    out += ']';
  }

  void writeMembers(const Json::Value &object, size_t depth) {
    char separator = '{';
    for (auto member = object.begin(); member != object.end(); ++member) {
      out += separator;
      separator = ',';
      breakLine(depth + 1);
      const std::string key = token(Json::Value(member.name()));
      out += key;
      out += isPretty() ? ": " : ":";
      write(*member, depth + 1, 2 * (depth + 1) + width(key) + 2);
    }
    breakLine(depth);
    out += '}';
  }
};

// An empty text may come without an address.
const char *orEmpty(const char *text) { return text ? text : ""; }

template <typename Body> void guarded(infracc_json_builder *builder, Body body) {
  if (!builder || builder->failed) return;
  try {
    body();
  } catch (...) {
    builder->failed = true;
  }
}

void add(infracc_json_builder *builder, Json::Value value, bool opens) {
  Json::Value &place = builder->place();
  place = std::move(value);
  if (opens) builder->open.push_back(&place);
}

} // namespace

extern "C" infracc_json_builder *infracc_json_new_builder(void) {
  try {
    return new infracc_json_builder();
  } catch (...) {
    return nullptr;
  }
}

extern "C" void infracc_json_free_builder(infracc_json_builder *builder) { delete builder; }

extern "C" void infracc_json_add_null(infracc_json_builder *builder) {
  guarded(builder, [&] { add(builder, Json::Value(), false); });
}

extern "C" void infracc_json_add_bool(infracc_json_builder *builder, bool value) {
  guarded(builder, [&] { add(builder, Json::Value(value), false); });
}

extern "C" void infracc_json_add_integer(infracc_json_builder *builder, int64_t value) {
  guarded(builder, [&] { add(builder, Json::Value(static_cast<Json::Int64>(value)), false); });
}

extern "C" void infracc_json_add_number(infracc_json_builder *builder, double value) {
  guarded(builder, [&] { add(builder, Json::Value(value), false); });
}

extern "C" void infracc_json_add_string(infracc_json_builder *builder, const char *text, size_t length) {
  guarded(builder, [&] { add(builder, Json::Value(orEmpty(text), orEmpty(text) + length), false); });
}

extern "C" void infracc_json_add_key(infracc_json_builder *builder, const char *text, size_t length) {
  guarded(builder, [&] { builder->key.assign(orEmpty(text), length); });
}

extern "C" void infracc_json_begin_array(infracc_json_builder *builder) {
  guarded(builder, [&] { add(builder, Json::Value(Json::arrayValue), true); });
}

extern "C" void infracc_json_begin_object(infracc_json_builder *builder) {
  guarded(builder, [&] { add(builder, Json::Value(Json::objectValue), true); });
}

extern "C" void infracc_json_end(infracc_json_builder *builder) {
  guarded(builder, [&] {
    if (!builder->open.empty()) builder->open.pop_back();
  });
}

extern "C" const char *infracc_json_text(infracc_json_builder *builder, size_t line_width, size_t *length) {
  guarded(builder, [&] {
    builder->text.clear();
    Layout(line_width, builder->text).write(builder->root, 0, 0);
    if (line_width > 0) builder->text += '\n';
  });
  if (!builder || builder->failed) return nullptr;
  *length = builder->text.size();
  return builder->text.data();
}
