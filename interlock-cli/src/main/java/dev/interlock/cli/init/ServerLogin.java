package dev.interlock.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.render.Plain;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The login that a server over HTTP asks for, as it says itself: by its challenge (RFC 6750) and the metadata of the protected resource
 * that this names (RFC 9728). All of it is the server's word, and fit to be printed.
 *
 * @param authorities the authorization servers that issue tokens for it; none where it does not say
 * @param scopes what a token has to be for; none where it does not say
 */
public record ServerLogin(List<String> authorities, List<String> scopes) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST = 20;
    private static final int LONGEST = 200;
    private static final int UNAUTHORIZED = 401;
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
    private static final Pattern METADATA = Pattern.compile("resource_metadata=\"([^\"]{1,2000})\"");
    private static final Pattern SCOPE = Pattern.compile("[ ,]scope=\"([^\"]{1,2000})\"");

    public ServerLogin {
        authorities = List.copyOf(authorities);
        scopes = List.copyOf(scopes);
    }

    /** Asks a server without a token. Returns what it wants; empty where it does not ask for a login, or cannot be asked. */
    public static Optional<ServerLogin> of(URI server) throws InterruptedException {
        Optional<List<String>> challenges = challenges(server);
        if (challenges.isEmpty()) {
            return Optional.empty();
        }
        String challenge = String.join(" ", challenges.get());
        Set<URI> places = new LinkedHashSet<>();
        Matcher named = METADATA.matcher(challenge);
        if (named.find()) {
            uri(named.group(1)).ifPresent(places::add);
        }
        String path = Optional.ofNullable(server.getRawPath()).orElse("");
        places.add(server.resolve(WELL_KNOWN + (path.equals("/") ? "" : path)));
        places.add(server.resolve(WELL_KNOWN));
        List<String> scopes = scopes(challenge);
        for (URI place : places) {
            // INVARIANT: no server but this one is asked, whatever its challenge names.
            Optional<JsonNode> metadata =
                    place.getAuthority() != null && place.getAuthority().equals(server.getAuthority())
                            ? fetched(place)
                            : Optional.empty();
            if (metadata.isPresent()) {
                List<String> authorities = texts(metadata.get().path("authorization_servers"));
                return Optional.of(new ServerLogin(
                        authorities, scopes.isEmpty() ? texts(metadata.get().path("scopes_supported")) : scopes));
            }
        }
        return Optional.of(new ServerLogin(List.of(), scopes));
    }

    private static Optional<List<String>> challenges(URI server) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .build();
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            response.body().close();
            return response.statusCode() == UNAUTHORIZED
                    ? Optional.of(response.headers().allValues("WWW-Authenticate"))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        } finally {
            client.shutdownNow();
        }
    }

    private static Optional<JsonNode> fetched(URI place) throws InterruptedException {
        try (var fetch = new Fetch(PATIENCE, Fetch.MAX_BYTES, Optional.empty())) {
            return fetch.get(place) instanceof Fetched.Answer answer && answer.fine()
                    ? Optional.of(answer.body())
                    : Optional.empty();
        }
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<String> scopes(String challenge) {
        Matcher scope = SCOPE.matcher(challenge);
        return scope.find() ? printable(List.of(scope.group(1).split(" "))) : List.of();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return printable(texts);
    }

    private static List<String> printable(List<String> texts) {
        return texts.stream()
                .filter(text -> !text.isBlank())
                .limit(MOST)
                .map(text -> Screen.printable(Plain.cut(text, LONGEST)))
                .toList();
    }
}
