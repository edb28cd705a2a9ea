#pragma once
#include "base/error.h"
#include "sources/http_call.h"

namespace triptych::sources {

/// The error that an attempt ended with: none if it brought an answer that the request takes for one. `url`: for people.
std::optional<base::Error> errorOf(const HttpAttempt &attempt, const HttpRequest &request, const Endpoint &endpoint, const std::string &url);
/// What a failed answer's body says, in one line of at most some hundred characters: the message of the known JSON
/// envelopes, the text, or of a web page its title.
std::string serverWords(const HttpResponse &response);
/// Seconds of a Retry-After header, in either of its forms, or of Datadog's X-RateLimit-Reset.
std::optional<std::chrono::seconds> retryAfter(const HttpResponse &response);
/// As errors tell a time: "10 s".
std::string secondsText(std::chrono::milliseconds time);
/// An HTTP date.
std::optional<std::chrono::system_clock::time_point> httpDate(std::string_view text);

} // namespace triptych::sources
