package dev.interlock.server.console;

import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What went wrong, as a page: what is so, what it means, and what one can do. */
final class ErrorPage {

    private final Frames frames;

    ErrorPage(Frames frames) {
        this.frames = frames;
    }

    /** The page for somebody who is not known, or whose page could not be begun. */
    Reply of(Refusal refusal) {
        return page(refusal.status(), refusal.code(), String.valueOf(refusal.getMessage()), Optional.empty())
                .with(refusal.headers());
    }

    Reply of(Refusal refusal, Visit visit) {
        return page(refusal.status(), refusal.code(), String.valueOf(refusal.getMessage()), Optional.of(visit))
                .with(refusal.headers());
    }

    Reply of(V1Refusal refusal, Visit visit) {
        return page(refusal.status(), refusal.code(), refusal.detail(), Optional.of(visit));
    }

    /** The page for a form that came after its session ended: nothing was done. */
    Reply signedOut() {
        return page(
                401,
                "signed-out",
                "Your session has ended, so nothing was done. Sign in and repeat it.",
                Optional.empty());
    }

    private Reply page(int status, String code, String detail, Optional<Visit> visit) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("title", title(status));
        parameters.put("code", code);
        parameters.put("detail", detail);
        if (visit.isPresent()) {
            parameters.put("frame", frames.plain(visit.get(), title(status)));
            return Html.page(status, "error.jte", parameters);
        }
        parameters.put("outside", frames.outside());
        return Html.page(status, "error-outside.jte", parameters);
    }

    private static String title(int status) {
        return switch (status) {
            case 401 -> "You are not signed in";
            case 403 -> "You are not allowed to do this";
            case 404 -> "There is no such page";
            case 409 -> "It is too late for this";
            case 429 -> "Too much for now";
            case 503 -> "Nothing can be decided now";
            default -> status >= 500 ? "Something failed" : "This cannot be answered";
        };
    }
}
