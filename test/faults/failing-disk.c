/*
 * A disk that fails below one folder, for one process: preloaded in front of the C library (LD_PRELOAD).
 *
 *   FAULT_UNDER  the folder, absolute, links followed
 *   FAULT_CALLS  which calls: r = read, o = open for reading, l = list a folder, w = write, n = make or rename a name, u = remove one,
 *                s = force to the disk
 *   FAULT_AT     the number of the call that fails first; 0 = none does, they are only counted
 *   FAULT_FOR    once = this call alone, file = all later ones of the same file, ever = all later ones; kill = none fails, but the process
 *                is killed just before that call is made
 *   FAULT_ERRNO  what they fail with
 *   FAULT_LOG    gets a line `<letter> <path>` for every call that fails, and `= <count>` at the end of the process
 *
 * No header is needed: a C compiler alone builds it.
 */
typedef unsigned long size_t;
typedef long ssize_t;
typedef long off64_t;

extern void *dlsym(void *, const char *);
extern char *getenv(const char *);
extern ssize_t readlink(const char *, char *, size_t);
extern char *realpath(const char *, char *);
extern int *__errno_location(void);
extern int pthread_mutex_lock(void *);
extern int pthread_mutex_unlock(void *);
extern int snprintf(char *, size_t, const char *, ...);
extern int strcmp(const char *, const char *);
extern int strncmp(const char *, const char *, size_t);
extern char *strchr(const char *, int);
extern char *strcpy(char *, const char *);
extern size_t strlen(const char *);
extern int atoi(const char *);
extern int getpid(void);
extern int kill(int, int);

#define NEXT ((void *)-1L)
#define LONGEST 4096
#define O_ACCMODE 3
#define O_CREAT 0100
#define O_WRONLY 1
#define O_APPEND 02000
#define SIGKILL 9

static struct {
  const char *under, *calls, *lasting, *log;
  size_t length;
  long at;
  int error;
} fault;
static long seen = 0;
static char broken[LONGEST] = "";
/* Longer than any pthread_mutex_t; zeros are PTHREAD_MUTEX_INITIALIZER. */
static long lock[16];

static void say(char call, const char *path) {
  static int (*open_next)(const char *, int, int);
  static ssize_t (*write_next)(int, const void *, size_t);
  static int (*close_next)(int);
  char line[LONGEST + 8];
  int fd, length;
  if (!open_next) {
    open_next = dlsym(NEXT, "open64");
    write_next = dlsym(NEXT, "write");
    close_next = dlsym(NEXT, "close");
  }
  length = path ? snprintf(line, sizeof line, "%c %s\n", call, path) : snprintf(line, sizeof line, "= %ld\n", seen);
  fd = open_next(fault.log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (fd < 0) return;
  write_next(fd, line, (size_t)length);
  close_next(fd);
}

__attribute__((constructor)) static void begin(void) {
  const char *at = getenv("FAULT_AT"), *error = getenv("FAULT_ERRNO");
  fault.under = getenv("FAULT_UNDER");
  fault.calls = getenv("FAULT_CALLS");
  fault.lasting = getenv("FAULT_FOR");
  fault.log = getenv("FAULT_LOG");
  if (!fault.under || !fault.calls || !fault.lasting || !fault.log || !at || !error) fault.under = 0;
  else {
    fault.length = strlen(fault.under);
    fault.at = atoi(at);
    fault.error = atoi(error);
  }
}

__attribute__((destructor)) static void end(void) {
  if (fault.under && seen > 0) say('=', 0);
}

/* Whether this call fails; errno is set then. */
static int fails(char call, const char *path) {
  int is_failing, is_first;
  if (!fault.under || !strchr(fault.calls, call)) return 0;
  if (strncmp(path, fault.under, fault.length) != 0) return 0;
  if (path[fault.length] != '/' && path[fault.length] != 0) return 0;
  pthread_mutex_lock(lock);
  seen++;
  is_first = fault.at > 0 && seen == fault.at;
  is_failing = is_first;
  if (is_first) strcpy(broken, path);
  else if (broken[0] != 0) {
    is_failing = strcmp(fault.lasting, "ever") == 0 || (strcmp(fault.lasting, "file") == 0 && strcmp(broken, path) == 0);
  }
  if (is_failing) say(call, path);
  if (is_first && strcmp(fault.lasting, "kill") == 0) kill(getpid(), SIGKILL);
  pthread_mutex_unlock(lock);
  if (is_failing) *__errno_location() = fault.error;
  return is_failing;
}

static int fails_at(char call, int fd) {
  char link[64], path[LONGEST];
  ssize_t length;
  int before = *__errno_location();
  if (!fault.under || !strchr(fault.calls, call)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, path, sizeof path - 1);
  *__errno_location() = before;
  if (length <= 0) return 0;
  path[length] = 0;
  return fails(call, path);
}

#define THROUGH_FD(call, type, name, parameters, arguments)  \
  type name parameters {                                     \
    static type(*next) parameters;                           \
    if (!next) next = dlsym(NEXT, #name);                    \
    if (fails_at(call, fd)) return -1;                       \
    return next arguments;                                   \
  }
#define THROUGH_NAME(call, type, name, parameters, arguments) \
  type name parameters {                                      \
    static type(*next) parameters;                            \
    if (!next) next = dlsym(NEXT, #name);                     \
    if (fails(call, path)) return -1;                         \
    return next arguments;                                    \
  }

THROUGH_FD('r', ssize_t, read, (int fd, void *to, size_t size), (fd, to, size))
THROUGH_FD('r', ssize_t, pread64, (int fd, void *to, size_t size, off64_t at), (fd, to, size, at))
THROUGH_FD('r', ssize_t, readv, (int fd, const void *to, int count), (fd, to, count))
THROUGH_FD('r', ssize_t, preadv64, (int fd, const void *to, int count, off64_t at), (fd, to, count, at))
THROUGH_FD('w', ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size))
THROUGH_FD('w', ssize_t, pwrite64, (int fd, const void *from, size_t size, off64_t at), (fd, from, size, at))
THROUGH_FD('w', ssize_t, writev, (int fd, const void *from, int count), (fd, from, count))
THROUGH_FD('w', ssize_t, pwritev64, (int fd, const void *from, int count, off64_t at), (fd, from, count, at))
THROUGH_FD('w', int, ftruncate64, (int fd, off64_t length), (fd, length))
THROUGH_FD('s', int, fsync, (int fd), (fd))
THROUGH_FD('s', int, fdatasync, (int fd), (fd))
THROUGH_NAME('n', int, mkdir, (const char *path, unsigned mode), (path, mode))
THROUGH_NAME('n', int, rename, (const char *path, const char *to), (path, to))
THROUGH_NAME('u', int, unlink, (const char *path), (path))
THROUGH_NAME('u', int, rmdir, (const char *path), (path))
THROUGH_NAME('l', int, scandir64, (const char *path, void *list, void *filter, void *compare), (path, list, filter, compare))

int link(const char *from, const char *path) {
  static int (*next)(const char *, const char *);
  if (!next) next = dlsym(NEXT, "link");
  return fails('n', path) ? -1 : next(from, path);
}

int symlink(const char *to, const char *path) {
  static int (*next)(const char *, const char *);
  if (!next) next = dlsym(NEXT, "symlink");
  return fails('n', path) ? -1 : next(to, path);
}

int open64(const char *path, int flags, unsigned mode) {
  static int (*next)(const char *, int, unsigned);
  if (!next) next = dlsym(NEXT, "open64");
  if (fails((flags & O_CREAT) ? 'n' : 'o', path)) return -1;
  return next(path, flags, mode);
}

int open(const char *path, int flags, unsigned mode) {
  static int (*next)(const char *, int, unsigned);
  if (!next) next = dlsym(NEXT, "open");
  if (fails((flags & O_CREAT) ? 'n' : 'o', path)) return -1;
  return next(path, flags, mode);
}
