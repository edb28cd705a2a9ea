#include "app/cli/commands.h"
#include "app/cli/context.h"

#include <csignal>
#include <cstdio>
#include <pthread.h>
#include <thread>
#include <unistd.h>

using namespace triptych;

namespace {

/// Turns Ctrl+C into a request to stop. A second one ends the process at once; the store's transaction keeps it whole.
class Interrupts
{
public:
    explicit Interrupts(std::stop_source &stop)
    {
        sigemptyset(&m_signals);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP})
            sigaddset(&m_signals, signal);
        sigaddset(&m_signals, SIGUSR2); // ends the thread
        // Before any other thread starts: they inherit the mask, so only this one receives.
        pthread_sigmask(SIG_BLOCK, &m_signals, nullptr);
        // Writing says what is wrong: a reader that went away, a limit on file sizes.
        std::signal(SIGPIPE, SIG_IGN);
        std::signal(SIGXFSZ, SIG_IGN);
        m_thread = std::thread([this, &stop] {
            int signal = 0;
            while (sigwait(&m_signals, &signal) == 0 && signal != SIGUSR2) {
                if (stop.stop_requested())
                    ::_exit(cli::kFailed);
                stop.request_stop();
            }
        });
    }
    ~Interrupts()
    {
        pthread_kill(m_thread.native_handle(), SIGUSR2);
        m_thread.join();
    }
    Interrupts(const Interrupts &) = delete;
    Interrupts &operator=(const Interrupts &) = delete;

private:
    sigset_t m_signals{};
    std::thread m_thread;
};

int run(const std::vector<std::string> &words, cli::Output &out, std::stop_token stop)
{
    if (words.empty()) {
        cli::Output(2).write(cli::overviewText());
        return cli::kWrongUsage;
    }
    if (words[0] == "--version") {
        out.write("triptych-cli " TRIPTYCH_VERSION "\n");
        return cli::kDone;
    }
    if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
        const cli::Command *asked = words.size() > 1 ? cli::findCommand(words[1]) : nullptr;
        out.write(asked ? cli::helpText(*asked) : cli::overviewText());
        return cli::kDone;
    }
    const cli::Command *command = cli::findCommand(words[0]);
    if (!command) {
        cli::complain("there is no command '" + words[0] + "' (triptych-cli --help lists them)");
        return cli::kWrongUsage;
    }
    auto arguments = cli::Arguments::parse(*command, std::vector<std::string>(words.begin() + 1, words.end()));
    if (!arguments) {
        cli::complain(arguments.error().text());
        return cli::kWrongUsage;
    }
    if (arguments->has("help")) {
        out.write(cli::helpText(*command));
        return cli::kDone;
    }
    cli::Context context{*command, std::move(*arguments), stop, out, false};
    context.json = context.arguments.has("json");
    return command->run(context);
}

} // namespace

int main(int argc, char **argv)
{
    std::stop_source stop;
    const Interrupts interrupts(stop);
    cli::Output out;
    const int code = run(std::vector<std::string>(argv + 1, argv + argc), out, stop.get_token());
    out.flush();
    if (!out.failed() || code != cli::kDone)
        return code;
    cli::complain("standard output could not be written to its end");
    return cli::kFailed;
}
