#include "csha256.h"

// The sixty-four constants of FIPS 180-4, 4.2.2.
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

// Intel's order of use: two rounds an instruction, the state as ABEF and CDGH (Intel SHA Extensions, 2013-07).
__attribute__((target("sha,sse4.1"))) static void compress_accelerated(
    uint32_t state[8], const uint8_t *blocks, size_t count) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i dcba = _mm_loadu_si128((const __m128i *)state);
  __m128i hgfe = _mm_loadu_si128((const __m128i *)(state + 4));
  dcba = _mm_shuffle_epi32(dcba, 0xB1);
  hgfe = _mm_shuffle_epi32(hgfe, 0x1B);
  __m128i abef = _mm_alignr_epi8(dcba, hgfe, 8);
  __m128i cdgh = _mm_blend_epi16(hgfe, dcba, 0xF0);
  for (; count > 0; count--, blocks += 64) {
    const __m128i before_abef = abef, before_cdgh = cdgh;
    __m128i words[4];
    for (int index = 0; index < 4; index++) {
      words[index] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks + 16 * index)), big_endian);
    }
    for (int round = 0; round < 16; round++) {
      const __m128i current = words[round & 3], previous = words[(round + 3) & 3];
      const __m128i sum = _mm_add_epi32(current, _mm_loadu_si128((const __m128i *)(constants + 4 * round)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
      if (round >= 12) continue;
      __m128i next = _mm_sha256msg1_epu32(current, words[(round + 1) & 3]);
      next = _mm_add_epi32(next, _mm_alignr_epi8(previous, words[(round + 2) & 3], 4));
      words[round & 3] = _mm_sha256msg2_epu32(next, previous);
    }
    abef = _mm_add_epi32(abef, before_abef);
    cdgh = _mm_add_epi32(cdgh, before_cdgh);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

csha256_compressor csha256_accelerated(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1)) return NULL;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_SHA)) return NULL;
  return compress_accelerated;
}

#elif defined(__aarch64__)

#include <arm_neon.h>
#include <sys/auxv.h>

// `HWCAP_SHA2` of the kernel's asm/hwcap.h.
enum { hwcap_sha2 = 1 << 6 };

__attribute__((target("sha2"))) static void compress_accelerated(
    uint32_t state[8], const uint8_t *blocks, size_t count) {
  uint32x4_t abcd = vld1q_u32(state), efgh = vld1q_u32(state + 4);
  for (; count > 0; count--, blocks += 64) {
    const uint32x4_t before_abcd = abcd, before_efgh = efgh;
    uint32x4_t words[4];
    for (int index = 0; index < 4; index++) {
      words[index] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(blocks + 16 * index)));
    }
    for (int round = 0; round < 16; round++) {
      const uint32x4_t current = words[round & 3];
      const uint32x4_t sum = vaddq_u32(current, vld1q_u32(constants + 4 * round));
      const uint32x4_t old = abcd;
      abcd = vsha256hq_u32(abcd, efgh, sum);
      efgh = vsha256h2q_u32(efgh, old, sum);
      if (round >= 12) continue;
      const uint32x4_t next = vsha256su0q_u32(current, words[(round + 1) & 3]);
      words[round & 3] = vsha256su1q_u32(next, words[(round + 2) & 3], words[(round + 3) & 3]);
    }
    abcd = vaddq_u32(abcd, before_abcd);
    efgh = vaddq_u32(efgh, before_efgh);
  }
  vst1q_u32(state, abcd);
  vst1q_u32(state + 4, efgh);
}

csha256_compressor csha256_accelerated(void) {
  return getauxval(AT_HWCAP) & hwcap_sha2 ? compress_accelerated : NULL;
}

#else

csha256_compressor csha256_accelerated(void) { return NULL; }

#endif
