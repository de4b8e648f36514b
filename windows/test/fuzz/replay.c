/* TARGET FILE...: plays what a fuzzer found, or begins with, without the fuzzer. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

#define MOST (1 << 20)

static void play(FILE *file) {
    uint8_t *room = malloc(MOST);
    size_t size = fread(room, 1, MOST, file);
    uint8_t *exact = malloc(size + 1); /* so that a byte too far is seen */
    for (size_t i = 0; i < size; i++)
        exact[i] = room[i];
    free(room);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

int main(int count, char **names) {
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(names[i], "rb");
        if (file == NULL)
            return 2;
        printf("%s\n", names[i]);
        fflush(stdout);
        play(file);
        fclose(file);
    }
    printf("%d played\n", count - 1);
    return count < 2;
}
