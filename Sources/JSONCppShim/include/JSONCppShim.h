#pragma once

// libjsoncpp behind C functions with opaque handles, so that C++ interoperability stays in this one target.
// Every function catches what C++ throws; a null handle or text means that memory ran out.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Reading -----------------------------------------------------------------------------------------------------------

enum {
  infracc_json_null,
  infracc_json_bool,
  infracc_json_integer,
  infracc_json_number,
  infracc_json_string,
  infracc_json_array,
  infracc_json_object,
  infracc_json_key,
};

// One entry of a value in pre-order: an array is followed by its `count` elements, an object by its `count` pairs of a
// key and a value. `text` belongs to the document.
typedef struct {
  int32_t kind;
  uint32_t count;
  int64_t integer;
  double number;
  const char *text;
  size_t length;
  // Where the value begins in the text that was read.
  size_t offset;
} infracc_json_node;

typedef struct infracc_json_document infracc_json_document;

// Reads strict JSON without comments, with any kind of value at the root and without duplicate keys. UTF-8, the
// spelling of numbers and control characters are not checked: the caller has done that.
infracc_json_document *infracc_json_parse(const char *bytes, size_t count, int depth_limit);

// The entries, or null when the text could not be read.
const infracc_json_node *infracc_json_nodes(const infracc_json_document *document, size_t *count);

// What is wrong with the text and in which byte; null when it was read.
const char *infracc_json_problem(const infracc_json_document *document, size_t *offset);

void infracc_json_free_document(infracc_json_document *document);

// Writing -----------------------------------------------------------------------------------------------------------

typedef struct infracc_json_builder infracc_json_builder;

infracc_json_builder *infracc_json_new_builder(void);
void infracc_json_free_builder(infracc_json_builder *builder);

// Values are added in pre-order; between `begin_object` and `end` each one is preceded by its key.
void infracc_json_add_null(infracc_json_builder *builder);
void infracc_json_add_bool(infracc_json_builder *builder, bool value);
void infracc_json_add_integer(infracc_json_builder *builder, int64_t value);
void infracc_json_add_number(infracc_json_builder *builder, double value);
void infracc_json_add_string(infracc_json_builder *builder, const char *text, size_t length);
void infracc_json_add_key(infracc_json_builder *builder, const char *text, size_t length);
void infracc_json_begin_array(infracc_json_builder *builder);
void infracc_json_begin_object(infracc_json_builder *builder);
void infracc_json_end(infracc_json_builder *builder);

// The text of what was added, members sorted by the bytes of their keys; it belongs to the builder. `line_width` 0 is
// the compact form in one line; otherwise arrays of scalars stay on one line where that is no longer than `line_width`.
const char *infracc_json_text(infracc_json_builder *builder, size_t line_width, size_t *length);

#ifdef __cplusplus
}
#endif
