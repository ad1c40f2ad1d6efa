package dev.interlock.server.door.api;

import dev.interlock.server.http.server.Entrance;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The guard checks an HTTP request before its body is read. */
final class RequestGuard {

    private static final int SHOWN = 80;

    private final Entrance entrance;

    RequestGuard(ApiSettings settings) {
        this.entrance = new Entrance(settings.hosts(), settings.origins(), Set.of());
    }

    /** Returns why the request is refused, whoever sends it. */
    Optional<ApiReply> refusal(ApiRequest request) {
        return entrance.check(request.headers()).flatMap(refusal -> refused(refusal.status(), refusal.message()));
    }

    /**
     * Returns why a coded body is not read: a decoder before the limits could read something else, or far more than was
     * sent.
     */
    Optional<ApiReply> encoding(ApiRequest request) {
        return request.all("content-encoding").stream().allMatch(how -> how.equals("identity"))
                ? Optional.empty()
                : refused(415, "encoded bodies are not taken: send it without content-encoding");
    }

    /** Returns why a body with content is not read for its media type. */
    Optional<ApiReply> media(ApiRequest request) {
        String type = request.all("content-type").stream()
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .replace(" ", "");
        return type.equals("application/json") || type.equals("application/json;charset=utf-8")
                ? Optional.empty()
                : refused(415, "content-type `" + shown(type) + "` is not taken: send application/json in utf-8");
    }

    private static Optional<ApiReply> refused(int status, String detail) {
        return Optional.of(Problems.of(status, Problems.REQUEST, detail));
    }

    private static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN - 3) + "...";
    }
}
