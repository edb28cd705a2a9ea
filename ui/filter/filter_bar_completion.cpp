#include "ui/filter/completion_popup.h"
#include "ui/filter/filter_bar.h"
#include "ui/filter/filter_line.h"

#include <QKeyEvent>
#include <algorithm>

namespace triptych::ui {

using State = query::Diagnosis::State;

namespace {
constexpr int kFilterBarCompletionGap = 8;
constexpr std::size_t kMostCandidates = 50;
} // namespace

std::vector<query::Candidate> FilterBar::candidates(const std::string &text)
{
    using What = query::CompletionContext::What;
    if (!m_line->hasFocus() || text.empty())
        return {};
    if (m_completing.what == What::TagValue)
        return query::valueCandidates(m_completing, m_tags.values(m_completing.key), kMostCandidates);
    if (m_completing.what != What::Key)
        return {};
    auto found = query::keyCandidates(m_completing, m_tags.keys(), m_tags.aliases(), kMostCandidates);
    if (!m_completing.bare)
        return found;
    // Keys that begin with the word, then values that hold it, then the other keys.
    const auto terms = query::termCandidates(m_completing, m_tags.anyValues(), kMostCandidates);
    const auto begins = [&](const query::Candidate &one) {
        return QString::fromStdString(one.text).startsWith(QString::fromStdString(m_completing.prefix), Qt::CaseInsensitive);
    };
    found.insert(std::find_if_not(found.begin(), found.end(), begins), terms.begin(), terms.end());
    found.resize(std::min(found.size(), kMostCandidates));
    return found;
}

void FilterBar::offerCompletions()
{
    const std::string text = m_line->utf8();
    m_completing = query::completionContext(text, m_line->cursorByte());
    std::vector<query::Candidate> found = candidates(text);
    // A single candidate that is typed already offers nothing.
    if (found.size() == 1 && found.front().insert == text.substr(m_completing.replace.begin,
                                                                m_completing.replace.end - m_completing.replace.begin))
        found.clear();
    if (found.empty() && !m_popup)
        return;
    if (!m_popup) {
        m_popup = new CompletionPopup(m_context.theme, window());
        connect(m_popup, &CompletionPopup::accepted, this, &FilterBar::accept);
    }
    const int x = mapTo(window(), QPoint(m_line->x() + m_line->xOf(m_completing.replace.begin) - kFilterBarCompletionGap, 0)).x();
    const int y = mapTo(window(), QPoint(0, height() + metrics::kGrid)).y();
    m_popup->offer(found, QString::fromStdString(m_completing.prefix), tr("records"), {x, y});
    showState();
}

void FilterBar::offerHistory()
{
    std::vector<query::Candidate> found;
    for (const session::SavedFilter &saved : m_history.saved())
        found.push_back({saved.text, saved.text, 0, saved.name});
    for (const std::string &recent : m_history.recent())
        if (!m_history.isSaved(recent))
            found.push_back({recent, recent, 0, {}});
    if (found.empty())
        return;
    if (!m_popup) {
        m_popup = new CompletionPopup(m_context.theme, window());
        connect(m_popup, &CompletionPopup::accepted, this, &FilterBar::accept);
    }
    m_offersHistory = true;
    m_popup->offer(found, QString(), QString(), mapTo(window(), QPoint(0, height() + metrics::kGrid)));
}

void FilterBar::accept(const query::Candidate &candidate)
{
    const query::Candidate taken = candidate; // the popup may go while the text changes
    if (m_offersHistory) {
        hidePopup();
        m_line->setText(QString::fromStdString(taken.insert));
        diagnose();
        apply();
        return;
    }
    m_line->replace(m_completing.replace, QString::fromStdString(taken.insert));
    diagnose();
    const bool key = m_completing.what == query::CompletionContext::What::Key && taken.insert.ends_with(':');
    if (key) {
        m_wantsCompletions = true;
        offerCompletions();
    } else {
        hidePopup();
    }
    m_debounce.start();
}

void FilterBar::takeSuggestion()
{
    m_line->replace(m_diagnosis.where, QString::fromStdString(m_diagnosis.suggestion));
    diagnose();
    apply();
}

void FilterBar::hidePopup()
{
    m_wantsCompletions = m_offersHistory = false;
    if (m_popup)
        m_popup->hide();
    showState();
}

void FilterBar::keyOffered(QKeyEvent *event, bool *taken)
{
    const bool open = m_popup && m_popup->isVisible();
    *taken = true;
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (open)
            m_popup->move(event->key() == Qt::Key_Down ? 1 : -1);
        else if (m_line->text().isEmpty() || event->key() == Qt::Key_Up)
            offerHistory();
        else
            offerCompletions();
        return;
    case Qt::Key_Tab:
        if (const query::Candidate *candidate = !open ? nullptr : m_popup->chosen() ? m_popup->chosen() : m_popup->first()) {
            accept(*candidate);
            return;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const query::Candidate *candidate = open ? m_popup->chosen() : nullptr) {
            accept(*candidate);
            return;
        }
        hidePopup();
        apply();
        if (m_diagnosis.state == State::Valid)
            m_history.used(m_line->utf8());
        return;
    case Qt::Key_Escape:
        if (open)
            hidePopup();
        else
            Q_EMIT leaveRequested();
        return;
    case Qt::Key_Space:
        if (event->modifiers() == Qt::ControlModifier) {
            m_wantsCompletions = true;
            offerCompletions();
            return;
        }
        break;
    default:
        break;
    }
    *taken = false;
}

} // namespace triptych::ui
