// What Swift's import of glibc lacks: <fts.h>, and functions that are declared only where _GNU_SOURCE is set.
#include <sys/types.h>
#include <sys/stat.h>
#include <fts.h>
#include <spawn.h>
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
int pipe2(int[2], int);
