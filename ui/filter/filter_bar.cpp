#include "ui/filter/filter_bar.h"

#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"
#include "ui/filter/completion_popup.h"
#include "ui/filter/filter_line.h"
#include "ui/filter/filter_message.h"
#include "ui/filter/native_query_button.h"

#include <QAction>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QPainter>

namespace triptych::ui {

using State = query::Diagnosis::State;

namespace {
constexpr int kDebounceMs = 250, kFilterBarIcon = 16, kIconLeft = 8, kFilterBarTextLeft = 30, kFilterBarGap = 8, kSaveWidth = 420;
constexpr std::size_t kMenuFilters = 12;

Role roleOf(State state)
{
    switch (state) {
    case State::Invalid:
        return Role::Error;
    case State::UnknownField:
        return Role::Warning;
    case State::Incomplete:
        return Role::TextSecondary;
    default:
        return Role::Ok;
    }
}

QString iconOf(State state)
{
    switch (state) {
    case State::Invalid:
        return QStringLiteral("error");
    case State::UnknownField:
        return QStringLiteral("warning");
    case State::Incomplete:
        return QStringLiteral("incomplete");
    default:
        return QStringLiteral("check");
    }
}
} // namespace

FilterBar::FilterBar(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_tags(context), m_line(new FilterLine(context.theme, this)),
      m_icon(new QLabel(this)), m_result(new QLabel(this)), m_word(new QLabel(this)),
      m_wordIcon(new QLabel(this)), m_star(FlatButton::iconOnly(context.theme, QStringLiteral("star"), tr("Saved filters"), this)),
      m_native(new NativeQueryButton(context, this))
{
    setFixedHeight(metrics::kFilter);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusProxy(m_line);
    m_line->setPlaceholderText(tr("Filter by tag: service:checkout env:prod status:error duration:>250ms"));
    m_line->installEventFilter(this);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setFont(context.theme.mono());
    m_result->setForegroundRole(QPalette::PlaceholderText);
    m_word->setTextFormat(Qt::PlainText);
    m_word->setFont(context.theme.small());
    m_star->setIconName(QStringLiteral("star"), Role::TextSecondary);
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounceMs);

    connect(&m_debounce, &QTimer::timeout, this, &FilterBar::apply);
    connect(m_line, &QLineEdit::textEdited, this, &FilterBar::edited);
    connect(m_line, &FilterLine::keyOffered, this, &FilterBar::keyOffered);
    connect(m_line, &FilterLine::termDropped, this, &FilterBar::takeTerm);
    connect(&context.session, &session::Session::filterChanged, this, &FilterBar::takeFromSession);
    connect(&context.workspace, &Workspace::filterPrepared, this, &FilterBar::prepare);
    connect(&m_tags, &TagKnowledge::changed, this, [this] {
        diagnose();
        if (m_wantsCompletions)
            offerCompletions();
    });
    connect(&m_history, &session::SavedFilters::changed, this, &FilterBar::showState);
    connect(m_star, &QPushButton::clicked, this, [this] {
        QMenu menu(this);
        fillSavedMenu(menu);
        menu.exec(m_star->mapToGlobal(QPoint(0, m_star->height())));
    });
    connect(&context.theme, &Theme::changed, this, &FilterBar::showState);
    showState();
}

QSize FilterBar::sizeHint() const
{
    return {480, metrics::kFilter};
}

QString FilterBar::text() const
{
    return m_line->text();
}

void FilterBar::setResult(const QString &text, const QString &details, Remarks remarks)
{
    m_native->setBadge(remarks == Remarks::Some);
    m_result->setText(text);
    m_result->setToolTip(details.isEmpty() ? QString() : tooltipText(details));
    m_result->setAccessibleDescription(details);
    fit();
}

void FilterBar::showNativeQuery()
{
    if (m_pending)
        apply();
    m_native->open();
}

void FilterBar::edit()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void FilterBar::edited(const QString &text)
{
    if (text == QStringLiteral(">")) {
        // The filter that the sign was typed over stands again.
        m_line->setText(QString::fromStdString(m_context.session.filter().text()));
        diagnose();
        Q_EMIT paletteRequested();
        return;
    }
    m_wantsCompletions = true;
    m_offersHistory = false;
    diagnose();
    offerCompletions();
    if (!m_pending) {
        m_pending = true;
        m_context.workspace.busy().raise();
    }
    m_debounce.start();
}

void FilterBar::diagnose()
{
    const std::string text = m_line->utf8();
    // The data's keys are asked for only once somebody filters: a start without a filter costs nothing.
    static const std::vector<std::string> kNothing;
    m_diagnosis = query::diagnose(text, text.empty() ? kNothing : m_tags.keyNames(), m_tags.aliases());
    showState();
}

void FilterBar::showState()
{
    const State state = m_diagnosis.state;
    const Theme &theme = m_context.theme;
    m_icon->setPixmap(theme.icon(iconOf(state), roleOf(state)).pixmap(QSize(kFilterBarIcon, kFilterBarIcon), devicePixelRatioF()));
    static const char *const kNames[] = {QT_TR_NOOP("No filter"), QT_TR_NOOP("Valid filter"), QT_TR_NOOP("Incomplete filter"),
                                         QT_TR_NOOP("Invalid filter"), QT_TR_NOOP("Unknown field")};
    m_icon->setAccessibleName(tr(kNames[static_cast<int>(state)]));
    m_icon->setToolTip(m_icon->accessibleName());
    const QString word = stateWord();
    m_wordIcon->setPixmap(m_icon->pixmap());
    if (m_word->text() != word) {
        m_word->setText(word);
        fit();
    }
    QPalette wordPalette = m_word->palette();
    wordPalette.setColor(QPalette::WindowText, theme.color(roleOf(state)));
    m_word->setPalette(wordPalette);
    const bool wrong = state == State::Invalid || state == State::UnknownField;
    const bool range = wrong && m_diagnosis.where.end > m_diagnosis.where.begin;
    m_line->setFault(range ? std::optional(m_diagnosis.where) : std::nullopt, roleOf(state));
    m_line->setAccessibleDescription(QString::fromStdString(m_diagnosis.message));
    const bool saved = !m_line->text().isEmpty() && m_history.isSaved(m_line->utf8());
    m_star->setIconName(saved ? QStringLiteral("star-filled") : QStringLiteral("star"), saved ? Role::Accent : Role::TextSecondary);
    QPalette palette = m_result->palette();
    palette.setColor(QPalette::PlaceholderText, theme.color(Role::TextSecondary));
    m_result->setPalette(palette);

    if (wrong && isVisible() && !(m_popup && m_popup->isVisible())) {
        if (!m_message) {
            m_message = new FilterMessage(m_context.theme, window());
            connect(m_message, &FilterMessage::suggestionTaken, this, &FilterBar::takeSuggestion);
        }
        m_message->say(QString::fromStdString(m_diagnosis.message), QString::fromStdString(m_diagnosis.suggestion), roleOf(state),
                       QRect(mapTo(window(), QPoint(0, 0)), size()));
    } else if (m_message) {
        m_message->hide();
    }
    update();
}

void FilterBar::apply()
{
    m_prepared = false;
    m_debounce.stop();
    if (m_pending) {
        m_pending = false;
        m_context.workspace.busy().lower();
    }
    const State state = m_diagnosis.state;
    if (state != State::Invalid && state != State::Incomplete)
        m_context.session.setFilter(m_diagnosis.filter);
    showState();
}

void FilterBar::takeFromSession()
{
    const std::string text = m_context.session.filter().text();
    if (text == m_diagnosis.filter.text() && m_diagnosis.state != State::Invalid)
        return;
    m_line->setText(QString::fromStdString(text));
    m_prepared = false;
    hidePopup();
    diagnose();
}

QString FilterBar::stateWord() const
{
    switch (m_diagnosis.state) {
    case State::Incomplete: return tr("incomplete");
    case State::Invalid: return tr("invalid");
    case State::UnknownField: return tr("unknown field");
    default: return m_prepared ? tr("prepared, Enter applies") : QString();
    }
}

void FilterBar::prepare(const query::Filter &filter)
{
    m_debounce.stop();
    if (std::exchange(m_pending, false))
        m_context.workspace.busy().lower();
    m_line->setText(QString::fromStdString(filter.text()));
    m_prepared = filter.text() != m_context.session.filter().text(); // leaving the bar does not apply it either
    hidePopup();
    diagnose();
    m_line->setFocus(Qt::OtherFocusReason);
    m_line->end(false);
}

void FilterBar::takeTerm(const QString &term)
{
    const auto dropped = query::Filter::parse(term.toStdString());
    if (!dropped)
        return;
    const State state = m_diagnosis.state;
    const bool whole = state != State::Invalid && state != State::Incomplete;
    const QString written = m_line->text().trimmed();
    m_line->setText(whole ? QString::fromStdString(m_diagnosis.filter.and_(*dropped).text()) : written + u' ' + term);
    hidePopup();
    diagnose();
    apply();
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) {
        hidePopup();
        if (m_pending)
            apply();
        if (m_diagnosis.state == State::Valid && !m_prepared)
            m_history.used(m_line->utf8());
    } else if (event->type() == QEvent::FocusIn) {
        update();
    }
    return QWidget::eventFilter(watched, event);
}

void FilterBar::fillSavedMenu(QMenu &menu)
{
    const std::string text = m_diagnosis.filter.text();
    const bool good = m_diagnosis.state == State::Valid || m_diagnosis.state == State::UnknownField;
    QAction *save = menu.addAction(tr("Save This Filter…"));
    save->setEnabled(good && !m_history.isSaved(text));
    connect(save, &QAction::triggered, this, [this, text] {
        auto *dialog = new QInputDialog(window());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Save Filter"));
        dialog->setLabelText(tr("Name:"));
        dialog->setTextValue(QString::fromStdString(text));
        dialog->resize(kSaveWidth, dialog->sizeHint().height()); // its title and most filters are longer than a usual name
        connect(dialog, &QInputDialog::textValueSelected, this, [this, text](const QString &name) {
            if (!name.trimmed().isEmpty())
                m_history.save(name.trimmed().toStdString(), text);
        });
        dialog->open();
    });
    const auto add = [&](const std::string &name, const std::string &filter) {
        connect(menu.addAction(menuText(QString::fromStdString(name))), &QAction::triggered, this, [this, filter] {
            m_line->setText(QString::fromStdString(filter));
            diagnose();
            apply();
        });
    };
    for (const session::SavedFilter &saved : m_history.saved())
        if (saved.text == text)
            connect(menu.addAction(tr("Forget “%1”").arg(menuText(QString::fromStdString(saved.name)))), &QAction::triggered, this,
                    [this, name = saved.name] { m_history.remove(name); });
    if (!m_history.saved().empty())
        menu.addSection(tr("Saved"));
    for (const session::SavedFilter &saved : m_history.saved())
        add(saved.name, saved.text);
    if (!m_history.recent().empty())
        menu.addSection(tr("Recent"));
    for (std::size_t i = 0; i < std::min(m_history.recent().size(), kMenuFilters); ++i)
        add(m_history.recent()[i], m_history.recent()[i]);
}

void FilterBar::fit()
{
    m_icon->setGeometry(kIconLeft, (height() - kFilterBarIcon) / 2, kFilterBarIcon, kFilterBarIcon);
    const int star = metrics::kButton - 4;
    m_star->setFixedSize(star, star);
    m_star->move(width() - star - 4, (height() - star) / 2);
    m_native->setFixedSize(star, star);
    m_native->move(m_star->x() - star, m_star->y());
    // The result gives way before the text that is being typed does.
    const int wanted = m_result->text().isEmpty() ? 0 : m_result->sizeHint().width();
    const int room = m_native->x() - kFilterBarTextLeft - 3 * kFilterBarGap;
    const bool fits = wanted > 0 && wanted < room / 2;
    m_result->setVisible(fits);
    int right = fits ? m_native->x() - wanted - kFilterBarGap / 2 : m_native->x();
    m_result->setGeometry(right, 0, wanted, height());
    const bool says = !m_word->text().isEmpty();
    m_word->setVisible(says);
    m_wordIcon->setVisible(says);
    if (says) {
        const int word = m_word->sizeHint().width();
        m_word->setGeometry(right - word - kFilterBarGap, 0, word, height());
        m_wordIcon->setGeometry(m_word->x() - kFilterBarIcon - kFilterBarGap / 2, (height() - kFilterBarIcon) / 2, kFilterBarIcon, kFilterBarIcon);
        right = m_wordIcon->x();
    }
    m_line->setGeometry(kFilterBarTextLeft, 1, std::max(0, right - kFilterBarTextLeft - kFilterBarGap), height() - 2);
}

void FilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
    if (m_message && m_message->isVisible())
        showState();
}

void FilterBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const State state = m_diagnosis.state;
    const bool wrong = state == State::Invalid || state == State::UnknownField;
    const Role edge = wrong ? roleOf(state) : m_line->hasFocus() ? Role::Accent : Role::LineStrong;
    painter.setBrush(m_context.theme.color(Role::Surface));
    painter.setPen(m_context.theme.color(edge));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius, metrics::kControlRadius);
}

} // namespace triptych::ui
