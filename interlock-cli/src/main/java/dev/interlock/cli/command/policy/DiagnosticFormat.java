package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.Version;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.JsonRenderer;
import dev.interlock.policy.diagnostic.SarifRenderer;
import dev.interlock.policy.diagnostic.TextRenderer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The form in which a command writes diagnostics, as its options say. */
public final class DiagnosticFormat {

    /** A form of diagnostics. */
    enum Format {
        text,
        json,
        sarif
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "`text` (default), `json` (an array of diagnostics) or `sarif` (SARIF 2.1.0).")
    private Format format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    private Format chosen() {
        return json ? Format.json : format;
    }

    /** Returns whether people read it, so that further lines may follow. */
    public boolean isText() {
        return chosen() == Format.text;
    }

    /**
     * The diagnostics as text.
     *
     * @param bundle the folder of the bundle, below which the paths of its files are
     * @param outside paths of files that are not the bundle's
     */
    public String render(List<Diagnostic> diagnostics, Path bundle, Set<String> outside, boolean colours) {
        return switch (chosen()) {
            case text -> new TextRenderer(colours).render(diagnostics);
            case json -> JsonRenderer.render(diagnostics);
            case sarif ->
                new SarifRenderer(Version.current().interlock(), fromHere(bundle), outside).render(diagnostics);
        };
    }

    /** Returns the path of the folder, seen from the working folder: code hosts read the paths so. */
    private static String fromHere(Path folder) {
        Path here = Path.of("").toAbsolutePath().normalize();
        Path there = folder.toAbsolutePath().normalize();
        return (there.startsWith(here) ? here.relativize(there) : folder.normalize())
                .toString()
                .replace('\\', '/');
    }
}
