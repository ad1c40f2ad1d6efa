package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.Answers;
import dev.interlock.server.door.mcp.request.RequestContext;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.door.mcp.request.ServerWords;
import dev.interlock.server.door.mcp.request.SignedHandle;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.enforce.ListAnswer;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Resources, prompts and completions, which both eras share. A request is decided like a call of the tool
 * `mcp:resources/read` and so on, whose arguments are the parameters of the request. A caller sees the lists of things
 * that it may ask for.
 */
final class ContentMethods {

    private final Relay relay;
    private final SignedHandle handles;
    private final Duration listTtl;
    private final PromptLists prompts;

    ContentMethods(Relay relay, SignedHandle handles, Duration listTtl) {
        this.prompts = new PromptLists(System::nanoTime);
        this.relay = relay;
        this.handles = handles;
        this.listTtl = listTtl;
    }

    RpcResult list(RequestContext context, Listing listing, ObjectNode params) {
        JsonNode given = params.get("cursor");
        Optional<String> cursor = given == null || !given.isTextual()
                ? Optional.empty()
                : handles.open(given.textValue(), about(context, listing));
        if (given != null && cursor.isEmpty()) {
            return RpcResult.failed(
                    ErrorCode.INVALID_PARAMS,
                    "`params.cursor` must be the `nextCursor` of the previous page; if it is, start again with the"
                            + " first page");
        }
        Optional<RpcResult> missing = missing(context, listing.of());
        if (missing.isPresent()) {
            return missing.get();
        }
        ObjectNode entry = Json.object().put("name", listing.of().entry());
        return switch (relay.list(context, List.of(entry))) {
            case ListAnswer.Refused refused -> relay.refused(refused);
            case ListAnswer.Tools(List<ObjectNode> visible) -> {
                if (visible.isEmpty()) {
                    ObjectNode none = Json.object();
                    none.putArray(listing.items());
                    yield new RpcResult.Result(Answers.cached(none, context.era(), listTtl));
                }
                yield page(context, listing, cursor);
            }
        };
    }

    private RpcResult page(RequestContext context, Listing listing, Optional<String> cursor) {
        try {
            ObjectNode page = Json.object();
            page.setAll(context.upstream().page(listing, cursor));
            ServerWords.notOurs(page);
            if (!relay.gives(context, listing.of(), texts(page, listing))) {
                return unlabelled();
            }
            String next = Json.string(page, "nextCursor");
            if (next != null) {
                page.put("nextCursor", handles.seal(next, about(context, listing)));
            }
            return new RpcResult.Result(Answers.cached(page, context.era(), listTtl));
        } catch (UpstreamException e) {
            return e.error().map(error -> refused(context, listing, error)).orElseGet(() -> relay.unavailable(e));
        }
    }

    /** The texts of a page: each thing that it lists, and the rest. */
    private static List<ObjectNode> texts(ObjectNode page, Listing listing) {
        List<ObjectNode> texts = new ArrayList<>();
        ObjectNode rest = Json.object();
        rest.setAll(page);
        ArrayNode others = Json.array();
        for (JsonNode item : page.path(listing.items())) {
            if (item instanceof ObjectNode object) {
                texts.add(object);
            } else {
                others.add(item);
            }
        }
        rest.set(listing.items(), others);
        texts.add(rest);
        return texts;
    }

    /** The error of a server in place of a list. */
    private RpcResult refused(RequestContext context, Listing listing, RpcError error) {
        ObjectNode words = Json.object().put("error", error.message());
        return relay.gives(context, listing.of(), List.of(words))
                ? new RpcResult.Theirs(ServerWords.theirs(
                        context.upstream().name(), error, context.era(), relay.denials(), Optional.empty()))
                : unlabelled();
    }

    private static RpcResult unlabelled() {
        return RpcResult.failed(
                ErrorCode.UPSTREAM_UNAVAILABLE, "what the server lists cannot be recorded as read; try again later");
    }

    private static List<String> about(RequestContext context, Listing listing) {
        return List.of(
                context.upstream().name(), listing.method(), context.caller().runtime());
    }

    RpcResult read(RequestContext context, GovernedMethod method, ObjectNode params) {
        Optional<RpcResult> wrong = wrong(method, params).or(() -> missing(context, method));
        if (wrong.isPresent()) {
            return wrong.get();
        }
        ObjectNode decided = Json.object();
        decided.setAll(params);
        decided.remove("_meta");
        CallAnswer answer =
                relay.call(context, method, method.entry(), decided, decided, params, shown(context, method, params));
        return Answers.content(answer, method, context, relay.denials());
    }

    /** The prompt as its server lists it, where somebody gives arguments that it has to declare. */
    private Optional<ObjectNode> shown(RequestContext context, GovernedMethod method, ObjectNode params) {
        String name = Json.string(params, "name");
        return method != GovernedMethod.PROMPT
                        || name == null
                        || params.path("arguments").isEmpty()
                ? Optional.empty()
                : prompts.prompt(context.upstream(), name);
    }

    private static Optional<RpcResult> wrong(GovernedMethod method, ObjectNode params) {
        String named = method.mirrored();
        String value = named.isEmpty() ? null : Json.string(params, named);
        if (!named.isEmpty() && (value == null || value.isEmpty())) {
            return Optional.of(
                    RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params." + named + "` must be a non-empty string"));
        }
        for (String object : method == GovernedMethod.COMPLETION ? List.of("ref", "argument") : List.<String>of()) {
            if (!params.path(object).isObject()) {
                return Optional.of(
                        RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params." + object + "` must be an object"));
            }
        }
        JsonNode arguments = params.get("arguments");
        return arguments == null || arguments.isObject()
                ? Optional.empty()
                : Optional.of(RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params.arguments` must be an object"));
    }

    private Optional<RpcResult> missing(RequestContext context, GovernedMethod method) {
        return relay.missing(context.upstream(), method.capability());
    }
}
