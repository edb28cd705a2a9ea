#include "ui/connect/connection_dialog.h"

#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kConnectionDialogListWidth = 232, kConnectionDialogWidth = 1140, kConnectionDialogHeight = 720, kRowHeight = 28, kConnectionDialogIcon = 16;

/// Without what rows that name no server remember.
ConnectionForm used(ConnectionForm form)
{
    for (ConnectionForm::Server &server : form.servers)
        if (server.kind.isEmpty())
            server = {};
    return form;
}

/// The name under which a form is known outside.
QString knownAs(const ConnectionForm &form)
{
    return form.savedAs.isEmpty() ? form.name : form.savedAs;
}
}

ConnectionDialog::ConnectionDialog(Theme &theme, const std::array<QVector<ServerKind>, ConnectionForm::kServers> &kinds, QWidget *parent)
    : QDialog(parent), m_theme(theme), m_list(new QListWidget), m_editor(new ConnectionEditor(theme, kinds)),
      m_icon(new QLabel), m_message(new TextLabel(theme, QString(), theme.text(), Role::Error)), m_keepInFile(new FlatButton(theme, tr("Keep in a File"), FlatButton::Kind::Soft)),
      m_duplicate(new FlatButton(theme, tr("Duplicate"))),
      m_remove(new FlatButton(theme, tr("Remove"))), m_save(new FlatButton(theme, tr("Save"))),
      m_connect(new FlatButton(theme, tr("Connect"), FlatButton::Kind::Soft))
{
    setWindowTitle(tr("Connections"));
    resize(kConnectionDialogWidth, kConnectionDialogHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kMargin);
    auto *across = new QHBoxLayout;
    across->setSpacing(metrics::kMargin);
    across->addWidget(list());
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(tr("The chosen connection"));
    area->setWidget(m_editor);
    across->addWidget(area, 1);
    column->addLayout(across, 1);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *told = new QHBoxLayout;
    m_icon->setFixedSize(kConnectionDialogIcon, kConnectionDialogIcon);
    m_icon->setAccessibleName(tr("problem"));
    m_icon->hide();
    told->addWidget(m_icon, 0, Qt::AlignTop);
    told->addWidget(m_message, 1);
    told->addWidget(m_keepInFile);
    m_keepInFile->hide();
    column->addLayout(told);
    auto *buttons = new QHBoxLayout;
    auto *grafana = new FlatButton(theme, tr("Import from Grafana…"), FlatButton::Kind::Plain);
    auto *close = new FlatButton(theme, tr("Close"));
    for (FlatButton *button : {grafana, close, m_save, m_duplicate, m_remove, m_keepInFile})
        button->setAutoDefault(false);
    buttons->addWidget(grafana);
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(m_save);
    buttons->addWidget(m_connect);
    column->addLayout(buttons);
    m_connect->setDefault(true);
    connect(close, &QPushButton::clicked, this, &ConnectionDialog::reject);
    connect(grafana, &QPushButton::clicked, this, &ConnectionDialog::grafanaRequested);
    connect(m_editor, &ConnectionEditor::testRequested, this, &ConnectionDialog::testRequested);
    connect(m_editor, &ConnectionEditor::changed, this, &ConnectionDialog::check);
    connect(m_save, &QPushButton::clicked, this, [this] { Q_EMIT saveRequested(false); });
    connect(m_connect, &QPushButton::clicked, this, &ConnectionDialog::saveAndConnect);
    connect(&theme, &Theme::changed, this, &ConnectionDialog::paintMessage);
    connect(m_keepInFile, &QPushButton::clicked, this, [this] {
        ConnectionForm now = form();
        for (ConnectionForm::Server &server : now.servers)
            if (server.access.keep == ServerAccess::Keep::Keychain)
                server.access.keep = ServerAccess::Keep::File;
        setForm(now);
    });
    paintMessage();
    setConnections({}, {});
}

QWidget *ConnectionDialog::list()
{
    auto *side = new QWidget;
    side->setFixedWidth(kConnectionDialogListWidth);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kPadding);
    m_list->setAccessibleName(tr("Connections"));
    m_list->setTextElideMode(Qt::ElideMiddle);
    column->addWidget(m_list, 1);
    auto *fresh = new FlatButton(m_theme, tr("New"));
    fresh->setAutoDefault(false);
    auto *first = new QHBoxLayout;
    first->setSpacing(metrics::kGrid);
    for (FlatButton *button : {fresh, m_duplicate, m_remove})
        first->addWidget(button, 1);
    column->addLayout(first);
    m_list->setToolTip(tr("Ticked connections are opened together: one search asks them all"));
    connect(m_list, &QListWidget::currentRowChanged, this, &ConnectionDialog::choose);
    connect(m_list, &QListWidget::itemChanged, this, &ConnectionDialog::nameConnect);
    connect(fresh, &QPushButton::clicked, this, [this] { addNew({}); });
    connect(m_duplicate, &QPushButton::clicked, this, [this] {
        ConnectionForm copy = form();
        copy.name = tr("%1 copy").arg(copy.name);
        copy.savedAs.clear();
        addNew(std::move(copy));
    });
    connect(m_remove, &QPushButton::clicked, this, &ConnectionDialog::removeCurrent);
    auto *remove = new QShortcut(QKeySequence::Delete, m_list);
    remove->setContext(Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, &ConnectionDialog::removeCurrent);
    return side;
}

void ConnectionDialog::setConnections(const QVector<ConnectionForm> &forms, const QString &current, const QString &written)
{
    QStringList ticked;
    QVector<ConnectionForm> unsaved;
    for (int i = 0; i < m_forms.size(); ++i) {
        const ConnectionForm now = i == m_current ? m_editor->form() : m_forms[i];
        const bool isWritten = !written.isEmpty() && now.name == written;
        if (m_list->item(i)->checkState() == Qt::Checked)
            ticked.append(isWritten ? written : knownAs(now));
        if (!isWritten && edited(i))
            unsaved.append(now);
    }
    m_current = -1;
    m_forms = m_saved = forms;
    for (ConnectionForm &form : unsaved) {
        const auto saved = std::find_if(m_forms.begin(), m_forms.end(), [&](const ConnectionForm &f) { return !f.savedAs.isEmpty() && f.savedAs == form.savedAs; });
        if (saved != m_forms.end()) {
            *saved = form;
            continue;
        }
        form.savedAs.clear(); // of one that is saved no more, it is new
        m_forms.append(form);
    }
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    int row = -1;
    for (const ConnectionForm &form : m_forms) {
        if (row < 0 && !current.isEmpty() && knownAs(form) == current)
            row = m_list->count();
        addRow(form.name.isEmpty() ? tr("New connection") : form.name);
    }
    tick(ticked);
    if (row < 0) {
        addNew({});
        return;
    }
    m_list->setCurrentRow(row);
    choose(row);
}

void ConnectionDialog::addRow(const QString &name)
{
    auto *item = new QListWidgetItem(name, m_list);
    item->setSizeHint({0, kRowHeight});
    item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
    item->setCheckState(Qt::Unchecked);
}

void ConnectionDialog::addNew(ConnectionForm form)
{
    const QString shown = form.name.isEmpty() ? tr("New connection") : form.name;
    if (m_current >= 0)
        m_forms[m_current] = m_editor->form();
    m_forms.append(std::move(form));
    {
        const QSignalBlocker quiet(m_list);
        addRow(shown);
        m_list->setCurrentRow(m_list->count() - 1);
    }
    choose(m_list->count() - 1);
    m_editor->editName();
}

void ConnectionDialog::choose(int row)
{
    if (row < 0 || row >= m_forms.size())
        return;
    if (m_current >= 0 && m_current != row && m_current < m_forms.size())
        m_forms[m_current] = m_editor->form(); // what was edited stays until it is saved or the dialog closes
    m_current = row;
    m_editor->setForm(m_forms[row]);
    check();
}

void ConnectionDialog::removeCurrent()
{
    if (m_current < 0)
        return;
    const ConnectionForm gone = m_forms[m_current];
    const int row = m_current;
    const auto drop = [this, row] {
        m_current = -1;
        m_forms.removeAt(row);
        {
            const QSignalBlocker quiet(m_list);
            delete m_list->takeItem(row);
        }
        if (m_forms.isEmpty()) {
            addNew({});
            return;
        }
        m_list->setCurrentRow(std::min<int>(row, m_list->count() - 1));
        choose(m_list->currentRow());
    };
    if (gone.savedAs.isEmpty()) {
        drop();
        return;
    }
    auto *box = new QMessageBox(QMessageBox::Question, tr("Remove Connection"), tr("Remove %1?").arg(gone.savedAs), QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("Its secrets go with it. What was fetched from it and saved stays."));
    auto *sure = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    connect(sure, &QPushButton::clicked, this, [this, drop, name = gone.savedAs] {
        drop();
        Q_EMIT removeRequested(name);
    });
    box->open();
}

/// Under the names they were saved with; one that is shown, under what it is called now.
QStringList ConnectionDialog::tickedNames() const
{
    QStringList out;
    for (int i = 0; i < m_list->count() && i < m_forms.size(); ++i) {
        const QString name = i == m_current ? m_editor->form().name : m_forms[i].savedAs;
        if (m_list->item(i)->checkState() == Qt::Checked && !name.isEmpty())
            out.append(name);
    }
    return out;
}

QStringList ConnectionDialog::chosen() const
{
    const QStringList ticked = tickedNames();
    return ticked.isEmpty() ? QStringList{m_editor->form().name} : ticked;
}

void ConnectionDialog::tick(const QStringList &names)
{
    for (int i = 0; i < m_list->count() && i < m_forms.size(); ++i)
        if (names.contains(knownAs(m_forms[i])))
            m_list->item(i)->setCheckState(Qt::Checked);
    nameConnect();
}

void ConnectionDialog::nameConnect()
{
    const auto count = tickedNames().size();
    m_connect->setText(count > 1 ? tr("Connect to %1").arg(count) : count == 1 && chosen().front() != form().name ? tr("Connect to %1").arg(chosen().front()) : tr("Connect"));
    m_connect->updateGeometry();
}

void ConnectionDialog::setForm(const ConnectionForm &form)
{
    m_editor->setForm(form);
    check();
}

bool ConnectionDialog::edited(int row) const
{
    const ConnectionForm now = used(row == m_current ? m_editor->form() : m_forms[row]);
    const auto saved = std::find_if(m_saved.begin(), m_saved.end(), [&](const ConnectionForm &form) { return !form.savedAs.isEmpty() && form.savedAs == now.savedAs; });
    return !(now == used(saved == m_saved.end() ? ConnectionForm() : *saved));
}

bool ConnectionDialog::dirty() const
{
    for (int i = 0; i < m_forms.size(); ++i)
        if (edited(i))
            return true;
    return false;
}

void ConnectionDialog::check()
{
    const ConnectionForm now = m_editor->form();
    if (QListWidgetItem *item = m_list->item(m_current)) {
        const QSignalBlocker quiet(m_list);
        item->setText(now.name.isEmpty() ? tr("New connection") : now.name);
    }
    nameConnect();
    QString wrong = m_editor->fault();
    if (wrong.isEmpty() && now.name.isEmpty())
        wrong = tr("Give it a name to save it");
    for (int i = 0; wrong.isEmpty() && i < m_forms.size(); ++i)
        if (i != m_current && m_forms[i].name == now.name)
            wrong = tr("Another connection is called %1").arg(now.name);
    m_save->setEnabled(wrong.isEmpty());
    m_connect->setEnabled(wrong.isEmpty());
    m_duplicate->setEnabled(!now.name.isEmpty());
    // What is merely not written yet is a hint, no error.
    say(wrong, Role::TextSecondary);
}

void ConnectionDialog::say(const QString &text, Role role)
{
    m_icon->setVisible(role == Role::Error && !text.isEmpty());
    m_message->setRole(role);
    m_message->setText(text.isEmpty() ? text : text.front().toUpper() + text.mid(1));
    m_keepInFile->hide();
}

void ConnectionDialog::paintMessage()
{
    m_icon->setPixmap(m_theme.icon(QStringLiteral("warning"), Role::Error).pixmap(QSize(kConnectionDialogIcon, kConnectionDialogIcon), devicePixelRatioF()));
}

void ConnectionDialog::offerFile()
{
    m_keepInFile->show();
}

void ConnectionDialog::setProblem(const QString &text)
{
    say(text, Role::Error);
}

void ConnectionDialog::setNotice(const QString &text)
{
    say(text, Role::TextSecondary);
}

void ConnectionDialog::reject()
{
    if (!dirty()) {
        QDialog::reject();
        return;
    }
    askToDiscard(tr("Close without saving?"), [this] { QDialog::reject(); });
}

/// What is shown is saved first; what else was edited would go with the dialog.
void ConnectionDialog::saveAndConnect()
{
    QStringList others;
    for (int i = 0; i < m_forms.size(); ++i)
        if (i != m_current && edited(i))
            others.append(m_forms[i].name.isEmpty() ? tr("New connection") : m_forms[i].name);
    if (others.isEmpty())
        Q_EMIT saveRequested(true);
    else
        askToDiscard(tr("Connect without saving %1?").arg(others.join(QStringLiteral(", "))), [this] { Q_EMIT saveRequested(true); });
}

void ConnectionDialog::askToDiscard(const QString &question, std::function<void()> then)
{
    auto *box = new QMessageBox(QMessageBox::Question, tr("Connections"), question, QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("What was edited and not saved is lost."));
    auto *discard = box->addButton(tr("Discard"), QMessageBox::DestructiveRole);
    connect(discard, &QPushButton::clicked, this, std::move(then));
    box->open();
}

} // namespace triptych::ui
