/*
 * Another time of day for one process, and a time that jumps while it runs: preloaded in front of the C library (LD_PRELOAD).
 *
 *   CLOCK_FILE  16 bytes, two signed numbers of 64 bits: seconds added to the time of day, seconds added to the time since boot.
 *               It is mapped: what is written to it later holds at once.
 *
 * No header is needed: a C compiler alone builds it.
 */
typedef unsigned long size_t;

struct timespec { long seconds, nanoseconds; };
struct timeval { long seconds, microseconds; };

extern void *dlsym(void *, const char *);
extern char *getenv(const char *);
extern int open(const char *, int, ...);
extern void *mmap(void *, size_t, int, int, int, long);

#define NEXT ((void *)-1L)
#define PROT_READ 1
#define MAP_SHARED 1

static const volatile long *shift;
static const long none[2];

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("CLOCK_FILE");
  int fd = path ? open(path, 0) : -1;
  void *mapped = fd < 0 ? (void *)-1L : mmap(0, sizeof none, PROT_READ, MAP_SHARED, fd, 0);
  shift = mapped == (void *)-1L ? none : mapped;
}

int clock_gettime(int clock, struct timespec *at) {
  static int (*next)(int, struct timespec *);
  int failed;
  if (!next) next = dlsym(NEXT, "clock_gettime");
  failed = next(clock, at);
  if (failed || !shift) return failed;
  /* CLOCK_REALTIME and its coarse kin; CLOCK_MONOTONIC, _RAW, _COARSE, CLOCK_BOOTTIME. */
  if (clock == 0 || clock == 5) at->seconds += shift[0];
  else if (clock == 1 || clock == 4 || clock == 6 || clock == 7) at->seconds += shift[1];
  return 0;
}

int gettimeofday(struct timeval *at, void *zone) {
  static int (*next)(struct timeval *, void *);
  int failed;
  if (!next) next = dlsym(NEXT, "gettimeofday");
  failed = next(at, zone);
  if (!failed && shift && at) at->seconds += shift[0];
  return failed;
}

long time(long *to) {
  struct timespec at;
  clock_gettime(0, &at);
  if (to) *to = at.seconds;
  return at.seconds;
}
