package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Confirm;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.policy.catalog.Partial;
import dev.interlock.policy.catalog.ResultCheck;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.catalog.ToolNames;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code server} and {@code tools}: the catalogue of one upstream. */
final class ToolCheck {

    private static final Pattern SERVER = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final Pattern DIGEST = Pattern.compile("sha-256:[0-9a-f]{64}");
    private static final Map<String, Boolean> YES_NO = new TreeMap<>(Map.of("true", true, "false", false));
    private static final Map<String, ToolEntry.Ask> ASKS =
            Arrays.stream(ToolEntry.Ask.values()).collect(Collectors.toMap(ToolEntry.Ask::text, ask -> ask));
    private static final Map<String, ToolEntry.Otherwise> OTHERWISE =
            new TreeMap<>(Map.of("everything", ToolEntry.Otherwise.EVERYTHING, "deny", ToolEntry.Otherwise.DENIED));

    private final Draft draft;
    private final MappingCheck mappings;

    private final InspectCheck inspections;
    private final OutcomeCheck outcomes;
    private final ConfirmCheck confirms;
    private final PartialCheck partials;

    /** The defaults of a file for its tools. */
    private record OfServer(
            Place place, Optional<NoEffect> noEffect, Optional<Set<ToolEntry.Ask>> asks, List<ResultCheck> inspect) {}

    ToolCheck(Draft draft) {
        this.draft = draft;
        this.inspections = new InspectCheck(draft);
        this.outcomes = new OutcomeCheck(draft);
        this.mappings = new MappingCheck(draft);
        this.partials = new PartialCheck(draft);
        this.confirms = new ConfirmCheck(draft, mappings);
    }

    /** Makes the checks that need all tools to be read. */
    void finish() {
        confirms.finish();
    }

    /** Reads the catalogue part of a file. */
    void check(Fields file) {
        Optional<NoEffect> noEffect = outcomes.noEffect(file);
        Optional<Set<ToolEntry.Ask>> asks = asks(file);
        List<ResultCheck> inspect = inspections.read(file).orElse(List.of());
        Optional<Node> tools = file.take("tools");
        if (tools.isEmpty()) {
            file.take("server");
            return;
        }
        Optional<Node> named = file.require("server", "name the upstream, such as `server: erp`");
        Optional<String> server = named.flatMap(this::server);
        var ofServer = new OfServer(named.map(Node::place).orElse(file.place()), noEffect, asks, inspect);
        draft.values
                .mapping(tools.get(), "`tools`", "write a mapping from the tool's name to what it does")
                .ifPresent(m -> m.entries().forEach(e -> tool(server.orElse("unknown"), e, ofServer)));
    }

    private Optional<String> server(Node node) {
        return draft.values.text(node, "`server`").map(Node.Scalar::value).filter(name -> {
            boolean ok = SERVER.matcher(name).matches();
            if (!ok) {
                draft.diagnostics.error(
                        Check.BAD_NAME,
                        node.place(),
                        Diagnostics.quote(name) + " is not a valid name for an upstream",
                        "use lower case letters, digits, `-` and `_`");
            }
            return ok;
        });
    }

    private void tool(String server, Node.Entry entry, OfServer ofServer) {
        if (!isNew(server, entry.key())) {
            return;
        }
        Optional<Node.Mapping> body =
                draft.values.mapping(entry.value(), "a tool", "write `{duty: vendor.read, effect: read}`");
        if (body.isEmpty()) {
            return;
        }
        long errors = draft.diagnostics.errors();
        Fields fields = new Fields(body.get(), "a tool", draft.diagnostics);
        ToolEntry read = read(server, entry.key().value(), fields, ofServer);
        ToolEntry tool = new SayCheck(draft, read)
                .read(fields, draft.diagnostics.errors() == errors)
                .map(read::saying)
                .orElse(read);
        new AcceptCheck(draft).check(fields, Optional.of(entry.key()), body.get());
        fields.finish();
        whole(tool, fields, entry.key().place());
        if (draft.diagnostics.errors() == errors) {
            duties(tool, entry.key().place());
        } else {
            draft.brokenTools.add(tool.name());
        }
        draft.tools.put(tool.name(), tool);
    }

    private boolean isNew(String server, Node.Scalar name) {
        if (!ToolNames.isEntry(name.value())) {
            draft.diagnostics.error(
                    Check.BAD_NAME,
                    name.place(),
                    Diagnostics.quote(name.value()) + " is not a valid tool name",
                    "use at most 128 letters, digits, `_`, `-`, `.` and `/`, in Unicode normalisation form C; for"
                            + " methods other than tools, write `mcp:resources/read`, `mcp:prompts/get` or"
                            + " `mcp:completion/complete`");
            return false;
        }
        return draft.isFirst(draft.toolPlaces, server + "/" + name.value(), name.place(), "the tool");
    }

    private ToolEntry read(String server, String name, Fields fields, OfServer ofServer) {
        Mapping base = mappings.check(fields);
        Optional<NoEffect> noEffect = outcomes.noEffect(fields).or(ofServer::noEffect);
        Optional<Confirm> confirm = confirms.read(fields);
        SortedMap<String, Condition> all = mappings.all(fields);
        Optional<Partial> partial = partials.read(fields);
        boolean allowList = fields.has("any-of");
        List<ToolEntry.Alternative> anyOf = new ArrayList<>();
        fields.take("any-of")
                .flatMap(n -> draft.values.list(n, "`any-of`", "write `[{when: '...', duty: db.read}]`"))
                .ifPresent(list -> alternatives(server + "/" + name, list, anyOf));
        ToolEntry.Otherwise otherwise = fields.take("otherwise")
                .flatMap(n -> draft.values.choice(n, "`otherwise`", OTHERWISE))
                .orElse(allowList ? ToolEntry.Otherwise.DENIED : ToolEntry.Otherwise.BASE);
        List<ArgumentPath> secret = paths(fields, "secret");
        List<ArgumentPath> show = paths(fields, "show");
        Optional<String> reviewed = fields.take("reviewed").flatMap(this::digest);
        List<ResultCheck> inspect = inspections.read(fields).orElse(ofServer.inspect());
        // A question is content as well, and is not looked at before the caller gets it.
        Set<ToolEntry.Ask> asks =
                asks(fields).or(ofServer::asks).orElse(inspect.isEmpty() ? ToolEntry.Ask.BY_DEFAULT : Set.of());
        ToolEntry tool = new ToolEntry(
                server,
                name,
                base,
                anyOf,
                otherwise,
                noEffect.orElse(NoEffect.BY_DEFAULT),
                confirm,
                partial,
                secret,
                show,
                reviewed,
                flag(fields, "observed"),
                flag(fields, "idempotent"),
                asks,
                inspect,
                fields.take("arguments").flatMap(new ArgumentsCheck(draft)::read),
                all,
                Optional.empty(),
                new ContentCheck(draft).read(fields, base));
        if (noEffect.isEmpty() && confirm.isEmpty()) {
            draft.unproven
                    .computeIfAbsent(ofServer.place(), at -> new ArrayList<>())
                    .add(tool);
        }
        return tool;
    }

    /** Checks what takes more than one key of the tool to see. */
    private void whole(ToolEntry tool, Fields fields, Place place) {
        if (tool.observed() && draft.sources.isEmpty()) {
            draft.diagnostics.warning(
                    Check.TOOL_UNTOLD,
                    fields.keyPlace("observed"),
                    "the tool `" + tool.name() + "` is only observed, but no source can report it",
                    "name the source that does under `sources` in `interlock.yaml`");
        }
        secrets(tool, fields);
        new ListCheck(draft).check(tool, place);
        confirms.of(tool, place);
        partials.check(tool, place);
    }

    private boolean flag(Fields fields, String key) {
        return fields.take(key)
                .flatMap(n -> draft.values.choice(n, "`" + key + "`", YES_NO))
                .orElse(false);
    }

    private void alternatives(String tool, Node.Sequence list, List<ToolEntry.Alternative> out) {
        Set<String> ids = new HashSet<>();
        int number = 0;
        for (Node item : list.items()) {
            number++;
            Optional<Node.Mapping> mapping =
                    draft.values.mapping(item, "an entry of `any-of`", "write `{when: '...', duty: db.read}`");
            if (mapping.isEmpty()) {
                continue;
            }
            Fields fields = new Fields(mapping.get(), "an entry of `any-of`", draft.diagnostics);
            Optional<Node.Scalar> id = fields.take("id").flatMap(n -> draft.values.name(n, "an entry"));
            Optional<Condition> when = fields.require(
                            "when", "say which calls it covers, such as `when: 'args.dry_run == true'`")
                    .flatMap(n -> draft.values.text(n, "a condition"))
                    .flatMap(draft.conditions::compile);
            Mapping meaning = mappings.check(fields);
            fields.finish();
            String key = tool + "#" + id.map(Node.Scalar::value).orElse(Integer.toString(number));
            if (!ids.add(key)) {
                draft.diagnostics.error(
                        Check.DUPLICATE_NAME,
                        mapping.get().place(),
                        "two entries are called `" + key + "`",
                        "rename one");
            }
            when.ifPresent(w -> out.add(new ToolEntry.Alternative(key, w, meaning)));
        }
    }

    /** The questions that a server may ask; an empty list means none. */
    private Optional<Set<ToolEntry.Ask>> asks(Fields fields) {
        return fields.take("asks").map(node -> {
            Set<ToolEntry.Ask> asks = EnumSet.noneOf(ToolEntry.Ask.class);
            List<? extends Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
            items.forEach(
                    item -> draft.values.choice(item, "an item of `asks`", ASKS).ifPresent(asks::add));
            return asks;
        });
    }

    private Optional<String> digest(Node node) {
        Optional<Node.Scalar> text = draft.values.text(node, "`reviewed`");
        if (text.isPresent() && !DIGEST.matcher(text.get().value()).matches()) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    node.place(),
                    Diagnostics.quote(text.get().value()) + " is not a tool digest",
                    "write the line that `interlock catalog draft` or `interlock catalog drift` prints");
            return Optional.empty();
        }
        return text.map(Node.Scalar::value);
    }

    private List<ArgumentPath> paths(Fields fields, String key) {
        List<ArgumentPath> out = new ArrayList<>();
        fields.take(key).ifPresent(node -> {
            List<? extends Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
            items.forEach(item -> mappings.plainPath(item).ifPresent(out::add));
        });
        return out;
    }

    /** Reports secret arguments that would be recorded in clear, because they are mapped, shown or read back. */
    private void secrets(ToolEntry tool, Fields fields) {
        Stream<ArgumentPath> chosen = tool.content().arguments().keySet().stream()
                .map(path -> new ArgumentPath(ArgumentPath.ARGS, List.of(path.split("\\.")), false));
        List<ArgumentPath> clear = Stream.of(
                        tool.show().stream(),
                        tool.readBack(),
                        tool.mappings().flatMap(Mapping::paths),
                        chosen,
                        tool.contacts())
                .flatMap(paths -> paths)
                .toList();
        for (ArgumentPath secret : tool.secret()) {
            clear.stream()
                    .filter(secret::covers)
                    .findFirst()
                    .ifPresent(path -> draft.diagnostics.error(
                            Check.SECRET_IN_CLEAR,
                            fields.keyPlace("secret"),
                            "`" + path + "` is secret, but is recorded in the clear because rules or people read it",
                            "remove it from `secret`, or do not map it, show it or give it a role in `content`"));
        }
    }

    private void duties(ToolEntry tool, Place place) {
        boolean base = hasDuty(tool.base());
        String where = "`" + tool.name() + "`";
        if (!base && tool.anyOf().isEmpty()) {
            draft.diagnostics.warning(
                    Check.TOOL_WITHOUT_DUTY,
                    place,
                    "the tool " + where + " has no duty, so its calls are outside every intent and are denied",
                    "give it a `duty`, or remove it from the catalogue");
        } else if (!base && tool.otherwise() == ToolEntry.Otherwise.EVERYTHING) {
            draft.diagnostics.warning(
                    Check.TOOL_WITHOUT_DUTY,
                    place,
                    "a call to " + where + " that no entry covers has no duty, so it is denied and never held",
                    "give the tool a `duty` of its own, or write `otherwise: deny`");
        }
        for (ToolEntry.Alternative alternative : tool.anyOf()) {
            if (!base && !hasDuty(alternative.mapping())) {
                draft.diagnostics.warning(
                        Check.TOOL_WITHOUT_DUTY,
                        place,
                        "calls covered by the entry `" + alternative.id() + "` have no duty and are denied",
                        "give the entry a `duty`");
            }
        }
    }

    private static boolean hasDuty(Mapping mapping) {
        return mapping.marks().stream().anyMatch(m -> m.indexOf('/') < 0);
    }
}
