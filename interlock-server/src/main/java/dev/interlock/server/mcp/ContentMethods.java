package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.ListAnswer;
import dev.interlock.server.mcp.wire.Decided;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Listing;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Resources, prompts and completions, which both eras share. What is read is decided like a call of the tool
 * `mcp:resources/read` and so on, whose arguments are the parameters of the request. Lists are seen by whoever may ask for
 * what is listed.
 */
final class ContentMethods {

    private final Relay relay;
    private final Seal cursors;
    private final Duration listTtl;
    private final PromptLists prompts;

    ContentMethods(Relay relay, Seal cursors, Duration listTtl) {
        this.prompts = new PromptLists(System::nanoTime);
        this.relay = relay;
        this.cursors = cursors;
        this.listTtl = listTtl;
    }

    Said list(Asked asked, Listing listing, ObjectNode params) {
        JsonNode given = params.get("cursor");
        Optional<String> cursor = given == null || !given.isTextual()
                ? Optional.empty()
                : cursors.open(given.textValue(), about(asked, listing));
        if (given != null && cursor.isEmpty()) {
            return Said.failed(
                    ErrorCode.INVALID_PARAMS,
                    "`params.cursor` must be the `nextCursor` of the page before; if it is, begin with the first page");
        }
        Optional<Said> missing = missing(asked, listing.of());
        if (missing.isPresent()) {
            return missing.get();
        }
        ObjectNode entry = Json.object().put("name", listing.of().entry());
        return switch (relay.list(asked, List.of(entry))) {
            case ListAnswer.Refused refused -> relay.refused(refused);
            case ListAnswer.Tools(List<ObjectNode> visible) -> {
                if (visible.isEmpty()) {
                    ObjectNode none = Json.object();
                    none.putArray(listing.items());
                    yield new Said.Result(Answers.cached(none, asked.era(), listTtl));
                }
                yield page(asked, listing, cursor);
            }
        };
    }

    private Said page(Asked asked, Listing listing, Optional<String> cursor) {
        try {
            ObjectNode page = Json.object();
            page.setAll(asked.upstream().page(listing, cursor));
            ServerWords.notOurs(page);
            String next = Json.string(page, "nextCursor");
            if (next != null) {
                page.put("nextCursor", cursors.seal(next, about(asked, listing)));
            }
            return new Said.Result(Answers.cached(page, asked.era(), listTtl));
        } catch (UpstreamException e) {
            return e.error()
                    .<Said>map(error -> new Said.Theirs(ServerWords.theirs(
                            asked.upstream().name(), error, asked.era(), relay.denials(), Optional.empty())))
                    .orElseGet(() -> Said.failed(ErrorCode.UPSTREAM_UNAVAILABLE, e.getMessage() + "; try again later"));
        }
    }

    private static List<String> about(Asked asked, Listing listing) {
        return List.of(asked.upstream().name(), listing.method(), asked.caller().key());
    }

    Said read(Asked asked, Decided kind, ObjectNode params) {
        Optional<Said> wrong = wrong(kind, params).or(() -> missing(asked, kind));
        if (wrong.isPresent()) {
            return wrong.get();
        }
        ObjectNode decided = Json.object();
        decided.setAll(params);
        decided.remove("_meta");
        CallAnswer answer = relay.call(asked, kind, kind.entry(), decided, decided, params, shown(asked, kind, params));
        return Answers.content(answer, kind, asked, relay.denials());
    }

    /** The prompt as its server lists it, where somebody gives arguments that it has to declare. */
    private Optional<ObjectNode> shown(Asked asked, Decided kind, ObjectNode params) {
        String name = Json.string(params, "name");
        return kind != Decided.PROMPT
                        || name == null
                        || params.path("arguments").isEmpty()
                ? Optional.empty()
                : prompts.prompt(asked.upstream(), name);
    }

    private static Optional<Said> wrong(Decided kind, ObjectNode params) {
        String named = kind.mirrored();
        String value = named.isEmpty() ? null : Json.string(params, named);
        if (!named.isEmpty() && (value == null || value.isEmpty())) {
            return Optional.of(
                    Said.failed(ErrorCode.INVALID_PARAMS, "`params." + named + "` must be a string that is not empty"));
        }
        for (String object : kind == Decided.COMPLETION ? List.of("ref", "argument") : List.<String>of()) {
            if (!params.path(object).isObject()) {
                return Optional.of(Said.failed(ErrorCode.INVALID_PARAMS, "`params." + object + "` must be an object"));
            }
        }
        JsonNode arguments = params.get("arguments");
        return arguments == null || arguments.isObject()
                ? Optional.empty()
                : Optional.of(Said.failed(ErrorCode.INVALID_PARAMS, "`params.arguments` must be an object"));
    }

    private static Optional<Said> missing(Asked asked, Decided kind) {
        return ServerIdentity.missing(asked.upstream(), kind.capability());
    }
}
