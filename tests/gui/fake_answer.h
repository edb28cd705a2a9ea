#pragma once

// Every answer counts its question and fails when told to.
#define TRIPTYCH_FAKE_ANSWER()                                                                                         \
    ++calls;                                                                                                           \
    if (fail)                                                                                                          \
    return *fail
