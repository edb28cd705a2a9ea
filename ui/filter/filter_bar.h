#pragma once
#include "query/diagnosis.h"
#include "session/saved_filters.h"
#include "ui/common/context.h"
#include "ui/filter/tag_knowledge.h"

#include <QTimer>
#include <QWidget>

class QKeyEvent;
class QLabel;

namespace triptych::ui {

class CompletionPopup;
class FilterLine;
class FilterMessage;
class FlatButton;
class NativeQueryButton;

/// The tag filter: its text with live validity (icon, colour and sentence), completion with counts, history and saved
/// filters, and what it found at the right. A valid text narrows the views shortly after the last key; Enter does at
/// once. An invalid one changes nothing and stays as it is.
class FilterBar : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(Context &context, QWidget *parent = nullptr);

    session::SavedFilters &history() { return m_history; }
    /// "214 of 8,645 traces · 41 ms"; empty for nothing.
    /// `details`, if any, are its tooltip: how a server was asked. Some remarks: the braces are marked.
    enum class Remarks { None, Some };
    void setResult(const QString &text, const QString &details = {}, Remarks remarks = Remarks::None);
    /// Focus with the whole text selected.
    void edit();
    /// What the filter became for what holds the telemetry.
    void showNativeQuery();
    QString text() const;
    /// A filter to look at: shown and to be edited, not applied before Enter or a change.
    void prepare(const query::Filter &filter);
    /// What stands beside the icon where the text is not simply valid: "incomplete", "invalid", "unknown field".
    QString stateWord() const;
    query::Diagnosis::State state() const { return m_diagnosis.state; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void leaveRequested();   ///< Esc: the focus goes back to the pane
    void paletteRequested(); ///< `>` was typed into the empty bar

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void edited(const QString &text);
    void diagnose();
    void showState();
    void apply();
    void takeFromSession();
    void takeTerm(const QString &term);
    std::vector<query::Candidate> candidates(const std::string &text);
    void offerCompletions();
    void offerHistory();
    void accept(const query::Candidate &candidate);
    void takeSuggestion();
    void keyOffered(QKeyEvent *event, bool *taken);
    void hidePopup();
    void fillSavedMenu(class QMenu &menu);
    void fit();

    Context &m_context;
    session::SavedFilters m_history;
    TagKnowledge m_tags;
    query::Diagnosis m_diagnosis;
    query::CompletionContext m_completing;
    bool m_wantsCompletions = false, m_offersHistory = false, m_pending = false;
    bool m_prepared = false; ///< shown but not applied
    QTimer m_debounce;
    FilterLine *m_line;
    QLabel *m_icon, *m_result, *m_word, *m_wordIcon;
    FlatButton *m_star;
    NativeQueryButton *m_native;
    CompletionPopup *m_popup = nullptr;
    FilterMessage *m_message = nullptr;
};

} // namespace triptych::ui
