package dev.interlock.server.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of every command that asks a server. The token comes from the environment or a file, never from the command
 * line: other users of the machine can read that.
 */
final class Connection {

    private static final String DEFAULT_URL = "http://127.0.0.1:7420";
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
            description = "File that holds your token (default: the variable INTERLOCK_TOKEN).")
    private @Nullable Path tokenFile;

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

    ApiClient client() {
        return new ApiClient(address(), token());
    }

    private URI address() {
        String text = url != null ? url : surroundings().environment().getOrDefault("INTERLOCK_URL", DEFAULT_URL);
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

    private String token() {
        String token = (tokenFile == null
                        ? Optional.ofNullable(surroundings().environment().get("INTERLOCK_TOKEN"))
                        : Optional.of(read(tokenFile)))
                .orElse("")
                .strip();
        if (token.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "who are you? put your token into the variable INTERLOCK_TOKEN, or name its file with --token-file");
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ParameterException(
                    spec.commandLine(), "your token has characters that no token has; `interlock token` makes one");
        }
        return token;
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
