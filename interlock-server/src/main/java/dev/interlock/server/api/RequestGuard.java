package dev.interlock.server.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is asked of an HTTP request before anybody looks into its body. */
final class RequestGuard {

    /** Two values of one of these, and two readers may each believe another one. */
    private static final List<String> ONCE =
            List.of("host", "origin", "authorization", "content-type", "content-length", "content-encoding");

    private static final int SHOWN = 80;

    private final ApiSettings settings;

    RequestGuard(ApiSettings settings) {
        this.settings = settings;
    }

    /** Why the request is refused, whoever sends it. */
    Optional<ApiReply> refusal(ApiRequest request) {
        for (String name : ONCE) {
            if (request.all(name).size() > 1) {
                return refused(400, "header `" + name + "` occurs more than once: send it once");
            }
        }
        String host = request.all("host").stream().findFirst().orElse("");
        if (!settings.hosts().isEmpty() && !settings.hosts().contains(withoutPort(host))) {
            return refused(
                    403,
                    "this server does not answer to host `" + shown(host) + "`: use the address it is configured for");
        }
        for (String origin : request.all("origin")) {
            if (!settings.origins().contains(origin)) {
                return refused(403, "origin `" + shown(origin) + "` is not let in: add it to the configured origins");
            }
        }
        return Optional.empty();
    }

    /** Why the body is not read: whoever decodes it first could read something else, or far more than was sent. */
    Optional<ApiReply> encoding(ApiRequest request) {
        return request.all("content-encoding").stream().allMatch(how -> how.equals("identity"))
                ? Optional.empty()
                : refused(415, "encoded bodies are not taken: send it without content-encoding");
    }

    /** Why a body that is not empty is not looked at. */
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

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    private static Optional<ApiReply> refused(int status, String detail) {
        return Optional.of(Problems.of(status, Problems.REQUEST, detail));
    }

    private static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN - 3) + "...";
    }
}
