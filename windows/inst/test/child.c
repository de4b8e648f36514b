/* Stands where python.exe stands, in tests of the service: does what the first word of its configuration says.
   serve N: listens at port N until its input ends. deaf N: the same by a child of its own, and hears nothing.
   crash, misconfigured: ends with 7, with 2. The configuration is the last word of the command line. Says which port
   it is told for the link. */
#include <winsock2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static void listen_at(unsigned short port) {
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port)};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener, (struct sockaddr *)&here, sizeof here);
    listen(listener, 1);
}

static void start_own(const char *program, const char *port) {
    char command[512];
    STARTUPINFOA start = {.cb = sizeof start};
    PROCESS_INFORMATION made;
    snprintf(command, sizeof command, "\"%s\" own %s", program, port);
    CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made);
}

static void say(const char *text) {
    printf("%s\n", text);
    fflush(stdout);
}

int main(int count, char **words) {
    char order[32] = "", port[16] = "0", byte;
    if (count == 3 && strcmp(words[1], "own") == 0) {
        listen_at((unsigned short)atoi(words[2]));
        Sleep(INFINITE);
    }
    FILE *configuration = fopen(words[count - 1], "r");
    if (configuration == NULL || fscanf(configuration, "%31s %15s", order, port) < 1)
        return 1;
    fclose(configuration);
    say(order);
    for (int i = 1; i + 1 < count; i++)
        if (strcmp(words[i], "--tapi-port") == 0)
            printf("link %s\n", words[i + 1]);
    if (strcmp(order, "crash") == 0)
        return 7;
    if (strcmp(order, "misconfigured") == 0)
        return 2;
    if (strcmp(order, "deaf") == 0) {
        start_own(words[0], port);
        Sleep(INFINITE);
    }
    listen_at((unsigned short)atoi(port));
    DWORD length;
    while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), &byte, 1, &length, NULL) && length > 0)
        ;
    say("farewell");
    return 0;
}
