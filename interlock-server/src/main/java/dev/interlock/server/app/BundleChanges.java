package dev.interlock.server.app;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.Caller;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.door.api.BundleAdministration;
import dev.interlock.server.enforce.Decided;
import dev.interlock.server.enforce.Outcome;
import dev.interlock.server.enforce.Policy;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A proposal is a copy of the configured folder, or of files that were sent along, and activating it puts that very copy into force: the bundle that was
 * reviewed is the one that decides, whatever became of the folder since.
 */
final class BundleChanges implements BundleAdministration {

    private static final System.Logger LOG = System.getLogger(BundleChanges.class.getName());

    private final ServerConfig config;
    private final Domain domain;
    private final AtomicReference<Policy> policy;
    private final PolicyArchive archive;

    BundleChanges(ServerConfig config, Domain domain, AtomicReference<Policy> policy) {
        this.config = config;
        this.domain = domain;
        this.policy = policy;
        this.archive = new PolicyArchive(config.data());
    }

    /** The bundle that a server decides by when it starts. A changed folder is no activation. */
    static PolicyBundle.Compiled inForce(ServerConfig config, PolicyBundle.Compiled configured, LedgerReader ledger)
            throws IOException {
        if (config.singleAdministrator() || ledger.size() == 0) {
            return configured;
        }
        String digest = new LedgerReplayer(ledger).event(ledger.size() - 1).bundle();
        if (digest.equals(configured.digest())) {
            return configured;
        }
        Optional<PolicyBundle.Compiled> kept = new PolicyArchive(config.data()).bundle(digest);
        if (kept.isEmpty()) {
            throw new IOException("the bundle in force, `" + digest
                    + "`, is no longer in the data folder; restore the folder `policies` from a backup, or"
                    + " start with `single-administrator: true`, which activates the configured bundle");
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "the configured bundle `" + configured.digest() + "` is not the one in force, `" + digest
                        + "`: propose it with `interlock propose`");
        return kept.get();
    }

    @Override
    public Outcome propose(Caller by, Optional<String> digest) throws IOException {
        return switch (PolicyBundle.load(config.bundle())) {
            case PolicyBundle.Rejected rejected -> new Rejected(rejected);
            case PolicyBundle.Compiled compiled -> {
                if (digest.isPresent() && !digest.get().equals(compiled.digest())) {
                    yield new Absent("the server's folder has `" + compiled.digest() + "`, not `" + digest.get()
                            + "`; put the same files there first");
                }
                archive.keep(config.bundle(), compiled.digest());
                yield proposed(by, compiled);
            }
        };
    }

    @Override
    public Outcome propose(Caller by, FileTree files, Optional<String> digest) throws IOException {
        return switch (PolicyBundle.load(files)) {
            case PolicyBundle.Rejected rejected -> new Rejected(rejected);
            case PolicyBundle.Compiled compiled -> {
                if (digest.isPresent() && !digest.get().equals(compiled.digest())) {
                    yield new Absent("the uploaded files are `" + compiled.digest() + "` on the server, not `"
                            + digest.get() + "`; use the server's version of interlock");
                }
                if (!archive.hasRoom()) {
                    yield new Absent("the data folder already holds " + PolicyArchive.MOST
                            + " bundles, which is the limit; delete those in its folder `policies` that were"
                            + " never in force");
                }
                archive.keep(files, compiled.digest());
                yield proposed(by, compiled);
            }
        };
    }

    private Outcome proposed(Caller by, PolicyBundle.Compiled compiled) {
        var command = new Command.ProposeBundle(by, compiled.engine().name(), compiled.digest());
        return new Decided(compiled, domain.ask(command).answer());
    }

    @Override
    public Outcome activate(Caller by, String digest) throws IOException {
        Optional<PolicyBundle.Compiled> bundle = archive.bundle(digest);
        if (bundle.isEmpty()) {
            return new Absent("no bundle `" + digest + "` was proposed; propose it first");
        }
        PolicyBundle.Compiled next = bundle.get();
        Answer answer = domain.activate(
                next.engine(),
                new Command.ActivateBundle(by, digest, config.singleAdministrator()),
                () -> policy.set(Policy.of(next)));
        return new Decided(next, answer);
    }

    @Override
    public PolicyBundle configured() {
        return PolicyBundle.load(config.bundle());
    }

    @Override
    public Optional<PolicyBundle.Compiled> kept(String digest) {
        return archive.bundle(digest);
    }

    @Override
    public Optional<FileTree> files(String digest) {
        return archive.files(digest);
    }

    @Override
    public boolean singleAdministrator() {
        return config.singleAdministrator();
    }
}
