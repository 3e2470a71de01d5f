// The yardstick of a first `build`: reads all files of a folder into memory, then writes the same bytes into a new
// folder and prints how many milliseconds the writing took, and how many files there are.
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct entry {
  char *path;
  char *bytes;  // NULL for a folder
  size_t size;
};

static struct entry *entries;
static size_t count, room, prefix;

static int remember(const char *path, const struct stat *status, int kind, struct FTW *walk) {
  (void)walk;
  if (count == room) entries = realloc(entries, (room = room ? 2 * room : 1024) * sizeof *entries);
  struct entry entry = {strdup(path + prefix), NULL, (size_t)status->st_size};
  if (kind == FTW_F) {
    int file = open(path, O_RDONLY);
    entry.bytes = malloc(entry.size + 1);
    if (file < 0 || read(file, entry.bytes, entry.size) != (ssize_t)entry.size) return 1;
    close(file);
  }
  entries[count++] = entry;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  prefix = strlen(argv[1]);
  if (nftw(argv[1], remember, 32, FTW_PHYS)) return 1;
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  size_t files = 0;
  for (size_t i = 0; i < count; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s%s", argv[2], entries[i].path);
    if (!entries[i].bytes) {
      if (mkdir(path, 0755)) return 1;
      continue;
    }
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0 || write(file, entries[i].bytes, entries[i].size) != (ssize_t)entries[i].size) return 1;
    close(file);
    files++;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  double ms = (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6;
  printf("%.1f %zu\n", ms, files);
  return 0;
}
