#include "ui/shell/about.h"

#include "ui/common/text_label.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace triptych::ui {

void showAbout(Theme &theme, QWidget *window)
{
    constexpr int kLogo = 64, kWidth = 420;
    auto *dialog = new QDialog(window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QObject::tr("About Triptych"));
    dialog->setMinimumWidth(kWidth);
    auto *column = new QVBoxLayout(dialog);
    column->setSpacing(metrics::kPadding);
    auto *logo = new QLabel;
    logo->setPixmap(theme.icon(QStringLiteral("triptych")).pixmap(QSize(kLogo, kLogo), window->devicePixelRatioF()));
    column->addWidget(logo);
    column->addWidget(new TextLabel(theme, QStringLiteral("Triptych " TRIPTYCH_VERSION), theme.title()));
    auto *text = new TextLabel(theme,
                               QObject::tr("Traces, logs and metrics of a request, in one window.\n\nFree software under the GNU "
                                           "General Public License, version 3 or later. It comes with no warranty.\n\nBuilt on "
                                           "Qt %1 and DuckDB.")
                                   .arg(QLatin1String(qVersion())),
                               theme.text(), Role::TextSecondary);
    text->setWordWrap(true);
    column->addWidget(text);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog->open();
}

} // namespace triptych::ui
