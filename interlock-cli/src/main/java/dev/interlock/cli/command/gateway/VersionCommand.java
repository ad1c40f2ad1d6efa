package dev.interlock.cli.command.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock version}: which build, on which Java. */
@Command(name = "version", description = "Show the version.")
public final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Version version = Version.current();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? json(version) : text(version));
        return ExitCode.FINE;
    }

    /** The answer of {@code interlock --version}, which is the same. */
    public static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text(Version.current())};
        }
    }

    private static String text(Version version) {
        return "interlock " + version.interlock() + " (java " + version.java() + ")";
    }

    private static String json(Version version) throws IOException {
        StringWriter text = new StringWriter();
        // the streaming writer only: loading the whole data binder would double the start-up time
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("interlock", version.interlock());
            generator.writeStringField("java", version.java());
            generator.writeEndObject();
        }
        return text.toString();
    }
}
