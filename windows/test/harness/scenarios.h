/* What is played. Each begins and ends with a provider that has started and has all lines open. */
#ifndef HARNESS_SCENARIOS_H
#define HARNESS_SCENARIOS_H

void made_call(void);
void incoming_call(void);
void refused_calls(void);
void held_calls(void);
void transfers(void);
void conferences(void);
void line_services(void);
void parked_calls(void);
void wrong_handles(void);

void lines_come_and_go(void);
void service_goes(void);
void service_breaks_rules(void);
void service_says_garbage(void);
void closed_early(void);
void closed_at_any_time(void);
void closed_while_told(void);
void kept_while_lost(void);
void thousand_calls(void);
void long_names(void);
void no_handles(void);
void many_threads(void);
void quick_answers(void);

#endif
