#include "app/cli/commands.h"
#include "app/cli/context.h"

#include <QCoreApplication>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <optional>
#include <pthread.h>
#include <thread>
#include <unistd.h>

using namespace triptych;

namespace {

/// Turns Ctrl+C into a request to stop. What has not come to its end in 150 ms, or at a second Ctrl+C, is cut off: a
/// store's transaction keeps it whole, and undoing a large one in order can take longer than anyone waits.
class Interrupts
{
public:
    Interrupts(std::stop_source &stop, cli::Leftovers &leftovers)
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
        m_thread = std::thread([this, &stop, &leftovers] {
            int signal = 0;
            if (sigwait(&m_signals, &signal) != 0 || signal == SIGUSR2)
                return;
            stop.request_stop();
            constexpr timespec kPatience{0, 150'000'000};
            if (sigtimedwait(&m_signals, nullptr, &kPatience) == SIGUSR2)
                return;
            leftovers.removeAll();
            cli::complain("stopped");
            ::_exit(cli::kFailed);
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

int run(const std::vector<std::string> &words, cli::Output &out, cli::Leftovers &leftovers, std::stop_token stop)
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
    cli::Context context{*command, std::move(*arguments), stop, out, leftovers, false};
    context.json = context.arguments.has("json");
    std::optional<QCoreApplication> application; // the network's event loop wants one
    if (context.arguments.has("source") || context.arguments.has("profile")) {
        static int count = 0;
        application.emplace(count, nullptr);
        std::setlocale(LC_ALL, "C"); // numbers are written alike everywhere
    }
    return command->run(context);
}

} // namespace

int main(int argc, char **argv)
{
    std::stop_source stop;
    cli::Leftovers leftovers;
    const Interrupts interrupts(stop, leftovers);
    cli::Output out;
    const int code = run(std::vector<std::string>(argv + 1, argv + argc), out, leftovers, stop.get_token());
    out.flush();
    if (!out.failed() || code != cli::kDone)
        return code;
    cli::complain("standard output could not be written to its end");
    return cli::kFailed;
}
