#include "ingest/pipeline.h"

#include "ingest/clock_offset.h"
#include "ingest/log_fields.h"
#include "ingest/resource_tag.h"

#include <exception>

namespace triptych::ingest {

bool Pipeline::addPiece(std::size_t file, std::shared_ptr<const DecodeTask> task, formats::Piece piece)
{
    Step step;
    step.kind = Step::Kind::Batch;
    step.file = file;
    step.task = std::move(task);
    step.piece = std::move(piece);
    std::unique_lock lock(m_mutex);
    if (!m_room.wait(lock, m_stop, [this] { return m_underWay < m_window; }))
        return false;
    ++m_underWay;
    m_jobs.push_back({m_added++, std::move(step)});
    m_work.notify_one();
    return true;
}

void Pipeline::addStep(Step step)
{
    const std::lock_guard lock(m_mutex);
    m_done.emplace(m_added++, std::move(step));
    m_ready.notify_one();
}

void Pipeline::finish()
{
    const std::lock_guard lock(m_mutex);
    m_finished = true;
    m_work.notify_all();
    m_ready.notify_all();
}

std::optional<Pipeline::Job> Pipeline::takeJob()
{
    std::unique_lock lock(m_mutex);
    if (!m_work.wait(lock, m_stop, [this] { return m_finished || !m_jobs.empty(); }) || m_jobs.empty())
        return std::nullopt;
    Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    return job;
}

void Pipeline::work()
{
    std::optional<telemetry::BatchBuilder> builder(std::in_place);
    std::unique_ptr<formats::PieceDecoder> decoder;
    std::shared_ptr<const DecodeTask> current;
    while (auto job = takeJob()) {
        Step &step = job->step;
        const std::uint64_t bytes = step.piece.bytes.size();
        try {
            if (step.task != current) {
                current = step.task;
                decoder = current->format->decoder(current->sample());
            }
            decoder->decode(step.piece, *builder);
            step.batch = builder->take();
            if (current->clockOffset != 0)
                moveTimes(step.batch, current->clockOffset);
            if (!current->logTraceField.empty() || !current->logSpanField.empty())
                nameLogs(step.batch, current->logTraceField, current->logSpanField);
            if (current->resourceTag)
                tagResources(step.batch, *current->resourceTag);
        } catch (const std::exception &broken) {
            // A decoder's library gave up (out of memory, mostly): the piece is lost, the import goes on.
            current.reset();
            builder.emplace();
            builder->addError(std::string("this part could not be decoded: ") + broken.what(), step.piece.firstLine, step.piece.firstByte);
            step.batch = builder->take();
        }
        step.batch.bytes = bytes;
        step.piece.bytes = std::string();
        const std::lock_guard lock(m_mutex);
        m_done.emplace(job->number, std::move(step));
        m_ready.notify_one();
    }
}

Pipeline::Wait Pipeline::next(Step &out, std::chrono::milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    const auto ready = [this] { return !m_done.empty() && m_done.begin()->first == m_taken; };
    const auto ended = [this] { return m_finished && m_taken == m_added; };
    if (!m_ready.wait_for(lock, m_stop, timeout, [&] { return ready() || ended(); }))
        return m_stop.stop_requested() ? Wait::End : Wait::Timeout;
    if (!ready())
        return Wait::End;
    out = std::move(m_done.begin()->second);
    m_done.erase(m_done.begin());
    ++m_taken;
    if (out.kind == Step::Kind::Batch) {
        --m_underWay;
        m_room.notify_one();
    }
    return Wait::Step;
}

} // namespace triptych::ingest
