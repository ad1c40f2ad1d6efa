package dev.interlock.server.lsp;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.load.BundleFolder;
import dev.interlock.policy.scenario.ScenarioSuite;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.PublishDiagnosticsParams;

/**
 * The open documents, and what is wrong with the bundles that they belong to. Bundles are checked one after the other on a
 * thread of their own; changes that come while one is checked are checked together afterwards. Thread-safe.
 */
final class Workspace implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Workspace.class.getName());

    private final ExecutorService checks = Executors.newSingleThreadExecutor();
    /** The texts of open documents. */
    private final Map<Path, String> open = new HashMap<>();
    /** The address of each document as the client writes it. */
    private final Map<Path, String> addresses = new HashMap<>();
    /** Bundles that are to be checked. */
    private final Set<Path> waiting = new HashSet<>();
    /** Files of a bundle with diagnostics that the client has. */
    private final Map<Path, Set<Path>> reported = new HashMap<>();

    private volatile Consumer<PublishDiagnosticsParams> client = any -> {};

    void publishTo(Consumer<PublishDiagnosticsParams> newClient) {
        client = newClient;
    }

    /** The file of an address; empty for a document that is no file. */
    static Optional<Path> path(String address) {
        try {
            URI uri = URI.create(address);
            return "file".equals(uri.getScheme())
                    ? Optional.of(Path.of(uri).toAbsolutePath().normalize())
                    : Optional.empty();
        } catch (IllegalArgumentException | FileSystemNotFoundException | SecurityException e) {
            return Optional.empty();
        }
    }

    /** A document was opened or changed. */
    void put(String address, String text) {
        path(address).ifPresent(path -> {
            synchronized (this) {
                open.put(path, text.replace("\r\n", "\n"));
                addresses.put(path, address);
            }
            check(path);
        });
    }

    /** A document was closed: what is on the disk counts again. */
    void remove(String address) {
        path(address).ifPresent(path -> {
            // A bundle may be one only as long as this document is open.
            Optional<Path> before = bundle(path);
            synchronized (this) {
                open.remove(path);
            }
            before.ifPresent(this::enqueue);
        });
    }

    synchronized Optional<String> text(String address) {
        return path(address).map(open::get);
    }

    void check(Path file) {
        bundle(file).ifPresent(this::enqueue);
    }

    private synchronized Optional<Path> bundle(Path file) {
        return BundleFolder.of(file, f -> open.containsKey(f) || Files.isRegularFile(f));
    }

    private synchronized void enqueue(Path folder) {
        if (waiting.add(folder) && !checks.isShutdown()) {
            checks.execute(() -> checkSafely(folder));
        }
    }

    /** Checks a bundle; whatever goes wrong with it, the server goes on. */
    private void checkSafely(Path folder) {
        try {
            check(folder, begin(folder));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "a bundle could not be checked", e);
        }
    }

    private synchronized OverlayTree begin(Path folder) {
        waiting.remove(folder);
        return new OverlayTree(folder, open);
    }

    private void check(Path folder, OverlayTree tree) {
        PolicyBundle bundle = PolicyBundle.load(tree);
        List<Diagnostic> found = new ArrayList<>(bundle.diagnostics());
        if (bundle instanceof PolicyBundle.Compiled compiled) {
            found.addAll(ScenarioSuite.run(compiled, tree).diagnostics());
        }
        Map<Path, List<org.eclipse.lsp4j.Diagnostic>> files = new HashMap<>();
        for (Diagnostic d : found) {
            files.computeIfAbsent(file(folder, d.place().file().path()), any -> new ArrayList<>())
                    .add(diagnostic(folder, d));
        }
        Set<Path> stale = new HashSet<>(reported.getOrDefault(folder, Set.of()));
        stale.removeAll(files.keySet());
        reported.put(folder, Set.copyOf(files.keySet()));
        stale.forEach(file -> client.accept(new PublishDiagnosticsParams(address(file), List.of())));
        files.forEach((file, list) -> client.accept(new PublishDiagnosticsParams(address(file), list)));
    }

    private org.eclipse.lsp4j.Diagnostic diagnostic(Path folder, Diagnostic d) {
        var out = new org.eclipse.lsp4j.Diagnostic(
                Positions.range(d.place()),
                d.message() + "\nhelp: " + d.remedy(),
                d.isError() ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
                "interlock",
                d.check().code());
        List<DiagnosticRelatedInformation> related = new ArrayList<>();
        for (Label label : d.labels()) {
            Path file = file(folder, label.place().file().path());
            related.add(new DiagnosticRelatedInformation(
                    new Location(address(file), Positions.range(label.place())), label.text()));
        }
        out.setRelatedInformation(related);
        return out;
    }

    private static Path file(Path folder, String path) {
        return folder.resolve(path).normalize();
    }

    private synchronized String address(Path file) {
        String known = addresses.get(file);
        return known == null ? file.toUri().toString() : known;
    }

    @Override
    public void close() {
        checks.shutdown();
    }
}
