/* Makes reading, writing or syncing the library fail with EIO; loaded by LD_PRELOAD (see failing_disk.py).
   FAIL_CALL is read, write or sync; FAIL_AT counts such calls on the library's files; FAIL_STAYS lets all later ones fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int failing(int fd, const char *kind) {
    static long calls = 0;
    const char *wanted = getenv("FAIL_CALL"), *at = getenv("FAIL_AT"), *stays = getenv("FAIL_STAYS");
    char link[64], path[4096];
    ssize_t length;
    if (wanted == NULL || at == NULL || strcmp(wanted, kind) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strstr(path, "library.db") == NULL) return 0;
    calls++;
    if (calls == atol(at) || (calls > atol(at) && stays != NULL && atoi(stays))) {
        errno = EIO;
        return 1;
    }
    return 0;
}

#define REAL(name, type) static type real; if (real == NULL) real = (type)dlsym(RTLD_NEXT, name)

typedef ssize_t (*reads)(int, void *, size_t, off_t);
typedef ssize_t (*writes)(int, const void *, size_t, off_t);
typedef int (*syncs)(int);

ssize_t pread64(int fd, void *to, size_t size, off_t at) { REAL("pread64", reads); return failing(fd, "read") ? -1 : real(fd, to, size, at); }
ssize_t pread(int fd, void *to, size_t size, off_t at) { REAL("pread", reads); return failing(fd, "read") ? -1 : real(fd, to, size, at); }
ssize_t pwrite64(int fd, const void *from, size_t size, off_t at) { REAL("pwrite64", writes); return failing(fd, "write") ? -1 : real(fd, from, size, at); }
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) { REAL("pwrite", writes); return failing(fd, "write") ? -1 : real(fd, from, size, at); }
int fsync(int fd) { REAL("fsync", syncs); return failing(fd, "sync") ? -1 : real(fd); }
int fdatasync(int fd) { REAL("fdatasync", syncs); return failing(fd, "sync") ? -1 : real(fd); }
