/* The core (core.md) in C. Its numbers come as macros from core/world.py. */
#include <math.h>
#include <stdint.h>

typedef struct {
    int32_t head, load;
    double x, y, knowledge, activity;
    int32_t experience, gained;
} Actor;

typedef struct {
    int32_t a, b, after[2];
    double trust;
    int32_t level, acts, active;
} Tie;

static const double acts_by_level[] = ACTS, needs[] = NEEDS;
static const int32_t wanted[] = WANTED;

static inline uint64_t rotate(uint64_t x, int left) { return x << left | x >> (64 - left); }

static inline double draw(uint64_t stream, uint64_t step, uint64_t a, uint64_t b) {
    static const int rotations[] = {16, 42, 12, 31, 16, 32, 24, 21};
    const uint64_t k0 = KEY, k1 = stream << 32 | step;
    const uint64_t key[] = {k0, k1, UINT64_C(0x1BD11BDAA9FC1A22) ^ k0 ^ k1};
    uint64_t x0 = a + k0, x1 = b + k1;
#pragma GCC unroll 13
    for (int round = 0; round < 13; round++) {
        x0 += x1;
        x1 = rotate(x1, rotations[round % 8]) ^ x0;
        if (round % 4 == 3) {
            const int turn = round / 4 + 1;
            x0 += key[turn % 3];
            x1 += key[(turn + 1) % 3] + turn;
        }
    }
    return (x0 >> 11) * 0x1p-53;
}

static inline double draw_tie(const Tie *tie, uint64_t stream, int64_t step) {
    return draw(stream, step, tie->a + 1, tie->b + 1);
}

static int is_tied(const Actor *actors, const Tie *ties, int64_t a, int64_t b) {
    if (actors[a].load > actors[b].load) {
        const int64_t other = a;
        a = b;
        b = other;
    }
    for (int32_t half = actors[a].head; half != -1;) {
        const Tie *tie = &ties[half >> 1];
        if ((half & 1 ? tie->a : tie->b) == b)
            return 1;
        half = tie->after[half & 1];
    }
    return 0;
}

static inline void hang(Actor *actors, Tie *ties, int64_t t) {
    Actor *a = &actors[ties[t].a], *b = &actors[ties[t].b];
    ties[t].after[0] = a->head;
    a->head = 2 * t;
    ties[t].after[1] = b->head;
    b->head = 2 * t + 1;
    a->load++;
    b->load++;
}

static inline double gap(const Actor *a, const Actor *b) {
    return fabs(a->knowledge - b->knowledge);
}

static inline double agreement(const Actor *a, const Actor *b) {
    const double dx = a->x - b->x, dy = a->y - b->y;
    const double eta = OPEN - FAR * sqrt(dx * dx + dy * dy) - APART * gap(a, b);
    return 1.0 / (1.0 + exp(-eta));
}

static int64_t partner_sought(int64_t n, int64_t a, int64_t step) {
    const double u = draw(WHO, step, a + 1, 0);
    if (u < NEAR)
        return a / REGION * REGION + (int64_t)(u / NEAR * REGION);
    return (int64_t)((u - NEAR) / (1.0 - NEAR) * n);
}

static int64_t meet(Actor *actors, int64_t n, Tie *ties, int64_t used, int64_t step) {
    for (int64_t a = 0; a < n; a++) {
        if (draw(SEEK, step, a + 1, 0) >= RATE * actors[a].activity)
            continue;
        const int64_t b = partner_sought(n, a, step);
        if (b == a || b >= n || is_tied(actors, ties, a, b))
            continue;
        const int64_t low = a < b ? a : b, high = a < b ? b : a;
        if (draw(ACCEPT, step, low + 1, high + 1) < agreement(&actors[a], &actors[b])) {
            ties[used] = (Tie){.a = low, .b = high, .trust = FIRST_TRUST, .level = 1, .active = step};
            hang(actors, ties, used++);
        }
    }
    return used;
}

static void exchange(Actor *actors, int64_t n, Tie *ties, int64_t used, int64_t step) {
    for (Tie *tie = ties; tie < ties + used; tie++) {
        Actor *a = &actors[tie->a], *b = &actors[tie->b];
        if (draw_tie(tie, ACT, step) >= acts_by_level[tie->level] * a->activity * b->activity)
            continue;
        const int32_t m = a->experience < b->experience ? a->experience : b->experience;
        const double chance = LUCK + SKILL * m / (m + HALF) - APART_ACT * gap(a, b);
        if (draw_tie(tie, OUTCOME, step) < chance) {
            tie->trust += GAIN * (1.0 - tie->trust);
            tie->acts++;
        } else {
            tie->trust -= LOSS * tie->trust;
        }
        tie->active = step;
        a->gained++;
        b->gained++;
    }
    for (int64_t a = 0; a < n; a++) {
        actors[a].experience += actors[a].gained;
        actors[a].gained = 0;
    }
}

static void climb(Tie *ties, int64_t used, int64_t step) {
    for (Tie *tie = ties; tie < ties + used; tie++) {
        const int32_t level = tie->level;
        if (level == 4 || tie->acts < wanted[level] || tie->trust < needs[level + 1])
            continue;
        if (draw_tie(tie, CLIMB, step) < CLIMB_RATE) {
            tie->level++;
            tie->acts = 0;
        }
    }
}

static int64_t lapse(Actor *actors, int64_t n, Tie *ties, int64_t used, int64_t step) {
    for (int64_t a = 0; a < n; a++) {
        actors[a].head = -1;
        actors[a].load = 0;
    }
    int64_t kept = 0;
    for (int64_t t = 0; t < used; t++) {
        Tie *tie = &ties[t];
        tie->trust = fmax(0.0, tie->trust - DECAY);
        int falls = tie->trust < needs[tie->level] - MARGIN;
        if (!falls && step - tie->active >= PATIENCE)
            falls = draw_tie(tie, LAPSE, step) < FALL;
        if (falls) {
            tie->level--;
            tie->acts = 0;
            tie->active = step;
        }
        if (tie->level > 0) {
            if (kept < t)
                ties[kept] = *tie;
            hang(actors, ties, kept++);
        }
    }
    return kept;
}

int64_t steps(Actor *actors, int64_t n, Tie *ties, int64_t used, int64_t first, int64_t last) {
    for (int64_t step = first; step < last; step++) {
        used = meet(actors, n, ties, used, step);
        exchange(actors, n, ties, used, step);
        climb(ties, used, step);
        used = lapse(actors, n, ties, used, step);
    }
    return used;
}
