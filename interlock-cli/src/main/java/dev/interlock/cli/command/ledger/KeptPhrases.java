package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.server.app.KeptBundles;
import dev.interlock.server.app.KeptCatalogs;
import dev.interlock.server.app.PolicyArchive;
import dev.interlock.server.render.CallPhrases;
import java.util.Optional;

/** The words in which the calls of a ledger read: by the bundles that are kept beside it, since no bundle is in force where no server is asked. */
final class KeptPhrases {

    private KeptPhrases() {}

    static CallPhrases of(DataFolder.Opened ledger) {
        return new CallPhrases(new KeptCatalogs(new KeptBundles(new PolicyArchive(ledger.folder())), Optional::empty));
    }
}
