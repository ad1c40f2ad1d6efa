package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.Version;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.JsonRenderer;
import dev.interlock.policy.diagnostic.SarifRenderer;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.load.FolderTree;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
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

    @Option(names = "--json", description = "Same as --format json.")
    private boolean json;

    private Format chosen() {
        return json ? Format.json : format;
    }

    /** Returns whether people read it, so that further lines may follow. */
    public boolean isText() {
        return chosen() == Format.text;
    }

    /** Returns diagnostics as text, in colour on a terminal: the form of commands without these options. */
    public static String text(List<Diagnostic> diagnostics, CommandSpec spec) {
        return new TextRenderer(Surroundings.of(spec).colours()).render(diagnostics);
    }

    /**
     * Returns diagnostics in the form that was chosen.
     *
     * @param below the folder below which the files are shown: the bundle's, or the working folder where they are shown from there
     */
    public String render(List<Diagnostic> diagnostics, Path below, boolean colours) {
        return switch (chosen()) {
            case text -> new TextRenderer(colours).render(diagnostics);
            case json -> JsonRenderer.render(diagnostics);
            case sarif ->
                new SarifRenderer(Version.current().interlock(), FolderTree.fromHere(below)).render(diagnostics);
        };
    }
}
