package dev.interlock.server.cli;

import dev.interlock.server.fetch.Fetch;
import dev.interlock.server.login.Logins;
import dev.interlock.server.tls.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of every command that asks a server. The token comes from the environment, a file or a login, never from
 * the command line: other users of the machine can read that.
 */
final class Connection {

    static final String DEFAULT_URL = "http://127.0.0.1:7420";
    private static final int MAX_TOKEN_FILE = 4096;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of the server (default: INTERLOCK_URL, else " + DEFAULT_URL + ").")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File that holds your token (default: the variable INTERLOCK_TOKEN, else your login).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Authorities in PEM that vouch for the server's certificate (default: INTERLOCK_CA, else those"
                            + " that Java trusts).")
    private @Nullable Path authorities;

    @Option(names = "--json", description = "Print the server's answer as one JSON object.")
    private boolean json;

    boolean json() {
        return json;
    }

    Surroundings surroundings() {
        return ((Main) spec.root().userObject()).surroundings();
    }

    Screen screen() {
        return new Screen(spec.commandLine().getOut(), surroundings().colours());
    }

    ApiClient client() throws WrongUsage, InterruptedException, IOException {
        URI address = address(spec, url);
        return new ApiClient(address, tls(spec, authorities), token(address));
    }

    /**
     * What a server's certificate is checked with.
     *
     * @param authorities as they were named on the command line
     */
    static Optional<SSLContext> tls(CommandSpec spec, @Nullable Path authorities) {
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

    /**
     * The address of a server.
     *
     * @param url as it was given on the command line
     */
    static URI address(CommandSpec spec, @Nullable String url) {
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
                spec.commandLine(), "`" + Screen.printable(text) + "` is no address; write it as in " + DEFAULT_URL);
    }

    private String token(URI address) throws WrongUsage, InterruptedException, IOException {
        String token = (tokenFile == null
                        ? Optional.ofNullable(surroundings().environment().get("INTERLOCK_TOKEN"))
                        : Optional.of(read(tokenFile)))
                .orElse("")
                .strip();
        if (token.isEmpty() && tokenFile == null) {
            return loggedIn(address);
        }
        if (token.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "the token file `" + tokenFile + "` is empty");
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ParameterException(
                    spec.commandLine(), "your token has characters that no token has; `interlock token` makes one");
        }
        return token;
    }

    private String loggedIn(URI address) throws WrongUsage, InterruptedException, IOException {
        try (var fetch = new Fetch()) {
            Logins logins = surroundings().logins(fetch);
            return switch (logins.current(address)) {
                case Logins.Current.Token(String token) -> token;
                case Logins.Current.Trouble(String message) -> throw new WrongUsage(message);
                case Logins.Current.Nobody nobody ->
                    throw new ParameterException(
                            spec.commandLine(),
                            "who are you? log in with `interlock login`, put your token into the variable"
                                    + " INTERLOCK_TOKEN, or name its file with --token-file");
            };
        }
    }

    private String read(Path file) {
        try {
            if (Files.size(file) > MAX_TOKEN_FILE) {
                throw new ParameterException(spec.commandLine(), "`" + file + "` is too large to hold a token");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "the token file `" + file + "` cannot be read");
        }
    }
}
