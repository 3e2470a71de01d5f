#ifndef CSHA256_H
#define CSHA256_H

#include <stddef.h>
#include <stdint.h>

/// Takes `count` blocks of 64 bytes into the eight words of a SHA-256 state.
typedef void (*csha256_compressor)(uint32_t state[8], const uint8_t *blocks, size_t count);

/// The compressor of libmd, which runs on every processor.
csha256_compressor csha256_portable(void);

/// The compressor made of the processor's own SHA-256 instructions; NULL where it has none, or where the program that
/// runs this one (valgrind, an emulator) does not know them.
csha256_compressor csha256_accelerated(void);

/// The accelerated one where there is one; the processor is asked once.
csha256_compressor csha256_fastest(void);

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
typedef struct {
  csha256_compressor compress;
  uint32_t words[8];
  /// Bytes so far.
  uint64_t length;
  /// What does not fill a block yet.
  uint8_t rest[64];
} csha256_state;

void csha256_begin(csha256_state *state, csha256_compressor compress);
void csha256_add(csha256_state *state, const uint8_t *bytes, size_t count);
/// Writes the digest; the state cannot be used any more.
void csha256_end(csha256_state *state, uint8_t digest[32]);

#endif
