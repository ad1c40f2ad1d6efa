package dev.interlock.cli.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.identity.login.Login;
import dev.interlock.server.identity.login.LoginResult;
import dev.interlock.server.identity.login.TokenEndpoint;
import dev.interlock.server.identity.oidc.Discovered;
import dev.interlock.server.identity.oidc.Discovery;
import dev.interlock.server.identity.oidc.Metadata;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The logins of a person, a file of mode 0600 for each server in a folder of theirs. A token is for the server that it was got for;
 * one that is about to expire is replaced. Processes that do this at once take turns, for a refresh token is often good only once.
 */
public final class Logins {

    private static final int MAX_BYTES = 256 << 10;
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final JsonReader READER =
            new JsonReader(JsonLimits.requests().withMaxBytes(MAX_BYTES).withMaxDepth(8));

    private final Path folder;
    private final Fetch fetch;
    private final InstantSource clock;

    public Logins(Path folder, Fetch fetch, InstantSource clock) {
        this.folder = folder;
        this.fetch = fetch;
        this.clock = clock;
    }

    /** The token of a login as it is now, or why there is none. */
    public sealed interface Current {

        /** @param token a secret */
        record Token(String token) implements Current {
            @Override
            public String toString() {
                return "Token";
            }
        }

        /** Nobody is logged in. */
        record Nobody() implements Current {}

        /** Somebody is logged in, and the login is of no use; the message says what to do. */
        record Trouble(String message) implements Current {}
    }

    /** Returns what a login is for: scheme, host and port. */
    public static String server(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    public void keep(URI server, Login login) throws IOException {
        makeFolder();
        ObjectNode json = login.json();
        json.put("server", server(server));
        SecretFile.write(file(server), Json.bytes(json));
    }

    /** The login at this server as it is kept. */
    public Optional<Login> at(URI server) throws IOException {
        Path file = file(server);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] text = Files.size(file) > MAX_BYTES ? new byte[0] : SecretFile.read(file, "the login");
        Optional<Login> login = Optional.empty();
        try {
            if (READER.read(text) instanceof JsonReader.Outcome.Value(JsonNode json)
                    && server(server).equals(Json.string(json, "server"))) {
                login = Login.read(json);
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        if (login.isEmpty()) {
            throw new IOException("`" + file + "` does not contain a login; log in again with `interlock login`");
        }
        return login;
    }

    /** The token to show to this server now; asks the issuer for another one where that is needed. */
    public Current current(URI server) throws IOException, InterruptedException {
        Optional<Login> kept = at(server);
        if (kept.isEmpty()) {
            return new Current.Nobody();
        }
        if (fresh(kept.get())) {
            return new Current.Token(kept.get().token());
        }
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Optional<Login> now = lock.isValid() ? at(server) : Optional.empty(); // somebody else may have been here
            if (now.isEmpty()) {
                return new Current.Nobody();
            }
            return fresh(now.get()) ? new Current.Token(now.get().token()) : renewed(server, now.get());
        }
    }

    private boolean fresh(Login login) {
        return login.expires()
                .filter(at -> !clock.instant().plus(MARGIN).isBefore(at))
                .isEmpty();
    }

    private Current renewed(URI server, Login login) throws IOException, InterruptedException {
        String issuer = login.application().issuer();
        if (login.refresh().isEmpty()) {
            return new Current.Trouble(
                    "your login at `" + issuer + "` has expired: log in again with `interlock login`");
        }
        Metadata metadata;
        switch (new Discovery(fetch).of(issuer)) {
            case Discovered.Failed(String why) -> {
                return new Current.Trouble("your login has expired, and cannot be renewed: " + why);
            }
            case Discovered.Found(Metadata found) -> metadata = found;
        }
        Optional<URI> address = metadata.address("token_endpoint");
        if (address.isEmpty()) {
            return new Current.Trouble("your login has expired, and its issuer publishes no token endpoint");
        }
        var tokens = new TokenEndpoint(fetch, address.get(), login.application(), clock);
        return switch (tokens.refresh(login.refresh().get())) {
            case LoginResult.Done(Login next, var identity) -> {
                keep(server, next);
                yield new Current.Token(next.token());
            }
            case LoginResult.Refused refused ->
                new Current.Trouble("your login at `" + issuer + "` has ended: log in again with `interlock login`");
            case LoginResult.Failed(String why) ->
                new Current.Trouble("your login has expired, and cannot be renewed: " + why);
        };
    }

    /** The end that a login came to. */
    public enum Ended {
        /** Nobody was logged in. */
        NOBODY,
        /** The login is gone here and at the issuer. */
        EVERYWHERE,
        /** The login is gone here; the issuer was not told, or did not listen, so its tokens last until they expire. */
        HERE
    }

    /** Forgets a login, and tells its issuer (RFC 7009). */
    public Ended end(URI server) throws IOException, InterruptedException {
        Path file = file(server);
        if (!Files.exists(file)) {
            return Ended.NOBODY;
        }
        Optional<Login> login;
        try {
            login = at(server);
        } catch (IOException e) {
            login = Optional.empty(); // whatever it is, it goes
        }
        Files.delete(file);
        return login.isPresent() && revoked(login.get()) ? Ended.EVERYWHERE : Ended.HERE;
    }

    private boolean revoked(Login login) throws InterruptedException {
        if (!(new Discovery(fetch).of(login.application().issuer()) instanceof Discovered.Found(Metadata issuer))) {
            return false;
        }
        Optional<URI> address = issuer.address("revocation_endpoint");
        if (address.isEmpty() || login.refresh().isEmpty()) {
            return false;
        }
        SortedMap<String, String> form = login.application().form();
        form.remove("resource");
        form.put("token", login.refresh().get());
        form.put("token_type_hint", "refresh_token");
        return fetch.post(address.get(), form) instanceof Fetched.Answer answer && answer.fine();
    }

    private Path file(URI server) {
        return folder.resolve(URLEncoder.encode(server(server), StandardCharsets.UTF_8) + ".json");
    }

    private void makeFolder() throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(folder, ownerOnly);
    }
}
