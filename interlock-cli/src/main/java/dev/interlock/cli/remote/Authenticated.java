package dev.interlock.cli.remote;

import dev.interlock.cli.login.Logins;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.http.fetch.Fetch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options by which a command proves who asks a server. The token comes from the environment, a file or a login, never from
 * the command line: other users of the machine can read that.
 */
public abstract class Authenticated extends ServerAddress {

    private static final int MAX_TOKEN_FILE = 4096;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File that holds your token (default: the variable INTERLOCK_TOKEN, else your login).")
    private @Nullable Path tokenFile;

    public Surroundings surroundings() {
        return Surroundings.of(spec);
    }

    public ApiClient client() throws WrongUsage, InterruptedException, IOException {
        URI address = address();
        return ApiClient.of(address, tls(), token(address));
    }

    /** Returns the token by which the server knows the caller. */
    public String token() throws WrongUsage, InterruptedException, IOException {
        return token(address());
    }

    private String token(URI address) throws WrongUsage, InterruptedException, IOException {
        return known(address)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "who are you? log in with `interlock login`, put your token into the variable"
                                + " INTERLOCK_TOKEN, or give its file with --token-file"));
    }

    /** Returns whether a token file is named on the command line. */
    public boolean namesToken() {
        return tokenFile != null;
    }

    /** Returns a client with the token by which the server knows the caller; empty if there is none. */
    public Optional<ApiClient> knownClient() throws WrongUsage, InterruptedException, IOException {
        URI address = address();
        return known(address).map(token -> ApiClient.of(address, tls(), token));
    }

    private Optional<String> known(URI address) throws WrongUsage, InterruptedException, IOException {
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
                    spec.commandLine(), "your token contains invalid characters; create one with `interlock token`");
        }
        return Optional.of(token);
    }

    private Optional<String> loggedIn(URI address) throws WrongUsage, InterruptedException, IOException {
        try (var fetch = new Fetch()) {
            Logins logins = surroundings().logins(fetch);
            return switch (logins.current(address)) {
                case Logins.Current.Token(String token) -> Optional.of(token);
                case Logins.Current.Trouble(String message) -> throw new WrongUsage(message);
                case Logins.Current.Nobody nobody -> Optional.empty();
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
