#pragma once
#include "query/completion.h"
#include "ui/theme/theme.h"

#include <QFrame>
#include <vector>

class QListView;
class QStandardItemModel;

namespace triptych::ui {

/// The list of candidates under the filter, each with its count; what is typed stands out. Never takes the focus.
class CompletionPopup : public QFrame
{
    Q_OBJECT
public:
    CompletionPopup(Theme &theme, QWidget *window);

    /// Shows candidates at `at` (window coordinates); hides itself if there are none. The first is not chosen until
    /// the user moves: Enter then still applies the filter as it stands.
    void offer(const std::vector<query::Candidate> &candidates, const QString &typed, const QString &unit, QPoint at);
    /// Moves the choice; from none to the first or last.
    void move(int step);
    /// The chosen one, null for none.
    const query::Candidate *chosen() const;
    const query::Candidate *first() const { return m_candidates.empty() ? nullptr : &m_candidates.front(); }
    std::size_t count() const { return m_candidates.size(); }

Q_SIGNALS:
    void accepted(const triptych::query::Candidate &candidate);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    std::vector<query::Candidate> m_candidates;
    QListView *m_list;
    QStandardItemModel *m_model;
};

} // namespace triptych::ui
