package dev.interlock.cli.remote;

import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.tls.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say by what a server is known; which one is asked, the classes below add. */
public abstract class ServerAddress {

    static final String DEFAULT_URL = "http://127.0.0.1:7420";

    /** The description of the option by which every command says where its server is. */
    public static final String DESCRIPTION =
            "Address of the server (default: INTERLOCK_URL, else " + DEFAULT_URL + ").";

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Authorities in PEM that vouch for the server's certificate (default: INTERLOCK_CA, else those"
                            + " that Java trusts).")
    private @Nullable Path authorities;

    /** Returns the context that the server's certificate is checked with; empty for what Java trusts. */
    public final Optional<SSLContext> tls() {
        try {
            Optional<Path> named = Optional.ofNullable(authorities)
                    .or(() -> Optional.ofNullable(
                                    Surroundings.of(spec).environment().get("INTERLOCK_CA"))
                            .map(Path::of));
            return named.isEmpty() ? Optional.empty() : Optional.of(ClientTls.context(named, Optional.empty()));
        } catch (IOException | InvalidPathException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the server's authorities: " + Screen.printable(String.valueOf(e.getMessage())));
        }
    }

    /** The address as it was given on the command line; null where it was not. */
    protected abstract @Nullable String url();

    public final URI address() {
        return address(spec, url());
    }

    /**
     * The address of a server.
     *
     * @param url as it was given on the command line
     */
    public static URI address(CommandSpec spec, @Nullable String url) {
        String text =
                url != null ? url : Surroundings.of(spec).environment().getOrDefault("INTERLOCK_URL", DEFAULT_URL);
        try {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ParameterException(
                spec.commandLine(),
                "`" + Screen.printable(text) + "` is not an address; write one such as " + DEFAULT_URL);
    }
}
