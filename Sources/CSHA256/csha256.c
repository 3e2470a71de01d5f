#include "csha256.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/types.h>

#include <sha2.h>

enum { block_bytes = 64, length_bytes = 8 };

static void compress_portably(uint32_t state[8], const uint8_t *blocks, size_t count) {
  for (size_t index = 0; index < count; index++) SHA256Transform(state, blocks + block_bytes * index);
}

csha256_compressor csha256_portable(void) { return compress_portably; }

csha256_compressor csha256_fastest(void) {
  // Asking is slow: a virtual machine leaves to its host for it. Threads that ask at once get the same answer.
  static _Atomic(csha256_compressor) chosen;
  csha256_compressor known = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (known) return known;
  known = csha256_accelerated();
  if (!known) known = compress_portably;
  atomic_store_explicit(&chosen, known, memory_order_relaxed);
  return known;
}

void csha256_begin(csha256_state *state, csha256_compressor compress) {
  static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  state->compress = compress;
  memcpy(state->words, initial, sizeof initial);
  state->length = 0;
}

void csha256_add(csha256_state *state, const uint8_t *bytes, size_t count) {
  size_t held = state->length % block_bytes;
  state->length += count;
  if (held > 0) {
    size_t room = block_bytes - held;
    size_t taken = count < room ? count : room;
    memcpy(state->rest + held, bytes, taken);
    if (taken < room) return;
    state->compress(state->words, state->rest, 1);
    bytes += taken;
    count -= taken;
  }
  size_t blocks = count / block_bytes;
  if (blocks > 0) state->compress(state->words, bytes, blocks);
  size_t left = count % block_bytes;
  if (left > 0) memcpy(state->rest, bytes + count - left, left);
}

void csha256_end(csha256_state *state, uint8_t digest[32]) {
  // A one bit, zeros up to eight bytes before the end of a block, and the length in bits.
  uint8_t padding[block_bytes + length_bytes] = {0x80};
  uint64_t bits = state->length * 8;
  size_t held = state->length % block_bytes;
  size_t zeros_end = held < block_bytes - length_bytes ? block_bytes - length_bytes : 2 * block_bytes - length_bytes;
  size_t size = zeros_end - held;
  for (size_t index = 0; index < length_bytes; index++) padding[size + index] = (uint8_t)(bits >> (56 - 8 * index));
  csha256_add(state, padding, size + length_bytes);
  for (size_t index = 0; index < 32; index++) digest[index] = (uint8_t)(state->words[index / 4] >> (24 - 8 * (index % 4)));
}
