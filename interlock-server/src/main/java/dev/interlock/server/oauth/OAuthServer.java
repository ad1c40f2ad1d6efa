package dev.interlock.server.oauth;

import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.http.server.Cors;
import dev.interlock.server.http.server.Entrance;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The authorization server: which request is answered by what. Knows HTTP only as {@link OAuthRequest}; {@link OAuthService} hangs it into
 * the web server. Thread-safe.
 */
public final class OAuthServer {

    /** The path of the server's metadata (RFC 8414, section 3). */
    static final String WELL_KNOWN = "/.well-known/oauth-authorization-server";

    private static final System.Logger LOG = System.getLogger(OAuthServer.class.getName());

    private static final Cors CORS =
            new Cors(List.of("GET", "POST"), List.of("Authorization", "DPoP", "Content-Type"), name -> false);

    private static final List<String> READABLE = List.of("WWW-Authenticate", DpopCheck.NONCE_HEADER, "Retry-After");

    private final Supplier<String> issuer;
    private final Entrance entrance;
    private final Resources resources;
    private final TokenKeys keys;
    private final boolean certificates;
    private final Map<String, Endpoint> endpoints;
    private final Refusals refusals;

    /** An endpoint that answers a form. */
    interface Endpoint {
        OAuthReply answer(OAuthRequest request, Form form) throws OAuthError;
    }

    /**
     * @param issuer the address by which this server is known, without a slash at its end
     * @param hosts names that `Host` may give, without port; empty for any
     * @param origins values of `Origin` that are let in
     * @param certificates whether clients can be known by certificates here
     * @param endpoints by their paths
     */
    OAuthServer(
            Supplier<String> issuer,
            Set<String> hosts,
            Set<String> origins,
            Resources resources,
            TokenKeys keys,
            boolean certificates,
            Map<String, Endpoint> endpoints,
            Refusals refusals) {
        this.issuer = issuer;
        this.entrance = new Entrance(hosts, origins, Set.of());
        this.resources = resources;
        this.keys = keys;
        this.certificates = certificates;
        this.endpoints = Map.copyOf(endpoints);
        this.refusals = refusals;
    }

    OAuthReply handle(OAuthRequest request) throws IOException {
        OAuthReply reply = answer(request);
        return entrance.knowsPages()
                ? reply.with(Cors.shared(entrance.page(request.presented().headers()), READABLE))
                : reply;
    }

    private OAuthReply answer(OAuthRequest request) throws IOException {
        Optional<Entrance.Refusal> refusal = entrance.check(request.presented().headers());
        if (refusal.isPresent()) {
            return OAuthReply.error(
                    refusal.get().status(),
                    OAuthError.INVALID_REQUEST,
                    refusal.get().message());
        }
        if (Cors.isPreflight(request.method(), request.presented().headers())) {
            return new OAuthReply(204, CORS.preflight(request.presented().headers()), Optional.empty());
        }
        try {
            Endpoint endpoint = endpoints.get(request.path());
            return endpoint == null ? published(request) : endpoint.answer(request, form(request));
        } catch (OAuthError e) {
            e.shown().ifPresent(shown -> refusals.refused(shown.reason(), request.path(), shown.token()));
            return OAuthReply.error(e);
        } catch (UnavailableException e) {
            return OAuthReply.error(503, OAuthError.UNAVAILABLE, String.valueOf(e.getMessage()))
                    .with(Map.of("Retry-After", "1"));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request to the authorization server failed", e);
            return OAuthReply.error(500, "server_error", "the request failed, and nothing was issued");
        }
    }

    private OAuthReply published(OAuthRequest request) throws OAuthError {
        String path = request.path();
        boolean resource = path.startsWith(Resources.WELL_KNOWN + "/");
        if (!resource && !path.equals(WELL_KNOWN) && !path.equals(Metadata.KEYS)) {
            return OAuthReply.error(404, OAuthError.INVALID_REQUEST, "there is nothing here: see " + WELL_KNOWN);
        }
        if (!request.method().equals("GET")) {
            throw method("GET");
        }
        if (!resource) {
            return OAuthReply.published(
                    path.equals(WELL_KNOWN) ? Metadata.server(issuer.get(), certificates) : keys.jwks());
        }
        String of = path.substring(Resources.WELL_KNOWN.length());
        return resources.of(of).filter(of::equals).isPresent()
                ? OAuthReply.published(
                        Metadata.resource(issuer.get(), of, of.substring(of.lastIndexOf('/') + 1), certificates))
                : OAuthReply.error(404, OAuthError.INVALID_REQUEST, "nothing of that name is protected here");
    }

    private static Form form(OAuthRequest request) throws OAuthError, IOException {
        if (!request.method().equals("POST")) {
            throw method("POST");
        }
        if (request.query()) {
            throw OAuthError.request("the address has a query: send everything in the body");
        }
        var headers = request.presented().headers();
        String type = headers.first("content-type")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .replace(" ", "");
        if (!type.equals("application/x-www-form-urlencoded")
                && !type.equals("application/x-www-form-urlencoded;charset=utf-8")) {
            throw new OAuthError(
                    415,
                    OAuthError.INVALID_REQUEST,
                    "the body is of another media type: send application/x-www-form-urlencoded");
        }
        if (headers.first("content-encoding")
                .filter(how -> !how.equals("identity"))
                .isPresent()) {
            throw new OAuthError(
                    415, OAuthError.INVALID_REQUEST, "encoded bodies are not taken: send it without content-encoding");
        }
        return Form.read(request.content().read(Form.MAX_BYTES + 1));
    }

    private static OAuthError method(String allowed) {
        return new OAuthError(
                405, OAuthError.INVALID_REQUEST, "only " + allowed + " is answered here", Map.of("Allow", allowed));
    }
}
