package dev.interlock.cli.draft;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.provenance.label.FieldRole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A draft of what a tool's content is: who may have written what it returns, what is confidential in it, what it does in the words of the
 * lexicon, whom it reaches, and what it carries. What a server says of itself is a hint: where words and hints say nothing, the result is
 * untrusted text, and a write has a high stake.
 *
 * @param labels what its results may hold, each with the reason
 * @param sinks where a call of it has an effect, each with the reason
 * @param trusted why no outsider can write what it returns; empty if one may
 * @param asks what it does as the lexicon names it, and the reason
 * @param reads why it reads from the address that an argument names; empty if it does not
 * @param commits whether it lets somebody in, or commits the person to something
 */
record ContentDraft(
        SequencedMap<String, String> labels,
        SequencedMap<String, String> sinks,
        Optional<String> trusted,
        Optional<ContentWords.Act> asks,
        Optional<String> reads,
        boolean commits,
        Map<String, ArgumentRole> arguments,
        Map<String, FieldRole> result) {

    /** A sink outside: others receive or see what goes there. */
    static final String EXTERNAL = "external";

    /** The sink of every other tool that changes something. */
    static final String CHANGE = "change";

    /** The further sink of a tool that deletes, of which a rule may count the calls. */
    static final String DELETE = "delete";

    /** The further sink of a tool that pays, or has something paid again and again. */
    static final String PAYMENT = "payment";

    /** The further sink of a tool that pays and says how much, of which a rule may compare the amounts. */
    static final String AMOUNT = "amount";

    private static final Set<String> PAYING = Set.of("pay", "standing-order");
    private static final Set<String> COMMITTING = Set.of("invite-user", "invite-event", "reserve");

    private static final Set<String> LOOKING_AROUND = Set.of("list", "search", "describe", "count", "status", "check");

    /** Returns the draft for a tool of a server. */
    static ContentDraft of(ToolDraft tool, boolean browser) {
        Optional<String> reads = reads(tool, browser);
        Optional<ContentWords.Act> asks = asks(tool, reads, browser);
        SequencedMap<String, String> sinks = sinks(tool, reads, asks, browser);
        Map<String, ArgumentRole> arguments =
                tool.reads() && reads.isEmpty() ? Map.of() : ArgumentRoles.of(tool, sinks.containsKey(EXTERNAL));
        Optional<String> trusted = tool.reads() && reads.isEmpty() ? trusted(tool) : Optional.empty();
        return new ContentDraft(
                labels(tool, reads, browser),
                sinks,
                trusted,
                asks,
                reads,
                asks.filter(act -> COMMITTING.contains(act.asks())).isPresent(),
                arguments,
                tool.reads() && trusted.isEmpty() ? ResultRoles.of(tool.output()) : Map.of());
    }

    /** Returns whether the server is a browser: a tool goes to an address, and others use the page that is there. */
    static boolean isBrowser(List<ToolDraft> tools) {
        return tools.stream().anyMatch(tool -> tool.verb().equals("navigate"))
                && tools.stream().anyMatch(tool -> ToolName.IN_PAGES.contains(tool.verb()));
    }

    private static Optional<String> reads(ToolDraft tool, boolean browser) {
        boolean goes = browser && tool.verb().equals("navigate");
        return ArgumentRoles.address(tool)
                .filter(address -> !ToolName.SWITCHING.contains(tool.verb()))
                .filter(address -> goes
                        || tool.reads()
                        || address.required() && address.name().equals("url") && browser
                        || browser && tool.type().equals("tab")
                        || ToolName.FETCHING.contains(tool.verb()))
                .map(address -> "it goes to the address in `" + address.name() + "`");
    }

    private static Optional<ContentWords.Act> asks(ToolDraft tool, Optional<String> reads, boolean browser) {
        if (reads.isPresent()) {
            return Optional.of(new ContentWords.Act("web-read", reads.get()));
        }
        if (tool.reads()) {
            return Optional.empty();
        }
        if (tool.anything()) {
            return Optional.of(new ContentWords.Act("run", "it runs what it is given"));
        }
        if (browser && !tool.verb().equals("upload")) {
            return Optional.of(new ContentWords.Act("web-use", "it uses a page of the browser"));
        }
        return ContentWords.act(tool.verb(), tool.noun());
    }

    private static SequencedMap<String, String> sinks(
            ToolDraft tool, Optional<String> reads, Optional<ContentWords.Act> asks, boolean browser) {
        SequencedMap<String, String> sinks = new LinkedHashMap<>();
        Optional<String> external = reads.or(() -> tool.reads() ? Optional.empty() : external(tool, asks, browser));
        external.ifPresent(why -> sinks.put(EXTERNAL, why));
        if (!tool.reads() && external.isEmpty()) {
            sinks.put(CHANGE, "it changes something");
        }
        asks.map(ContentWords.Act::asks).ifPresent(act -> {
            if (act.equals("delete")) {
                sinks.put(DELETE, "it deletes");
            } else if (PAYING.contains(act)) {
                sinks.put(PAYMENT, "it is about payments");
                tool.amount().ifPresent(amount -> sinks.put(AMOUNT, "it names an amount"));
            }
        });
        return sinks;
    }

    private static Optional<String> external(ToolDraft tool, Optional<ContentWords.Act> asks, boolean browser) {
        if (tool.sends() && !ContentWords.isPosted(tool.verb(), tool.noun())) {
            return Optional.of("it " + tool.verb() + "s something");
        }
        if (tool.anything()) {
            return Optional.of("what it runs can send anything");
        }
        if (browser) {
            return ToolName.IN_PAGES.contains(tool.verb()) ? Optional.of("the page gets it") : Optional.empty();
        }
        if (ToolName.DECIDING.contains(tool.verb())) {
            return ContentWords.money(tool.noun()).map(word -> "a `" + word + "` is made or becomes due");
        }
        if (ToolName.REMOVING.contains(tool.verb())) {
            return Optional.empty();
        }
        if (ToolName.SWITCHING.contains(tool.verb())) {
            return ArgumentRoles.address(tool).map(address -> "it goes to the address in `" + address.name() + "`");
        }
        Optional<String> money = asks.filter(act -> act.asks().equals("pay")).map(act -> "it moves money");
        Optional<String> others = ContentWords.readByOthers(tool.noun()).map(word -> "others read a `" + word + "`");
        boolean writes = tool.on().containsKey("repository")
                && tool.arguments().stream()
                        .anyMatch(argument -> argument.name().equals("content"));
        return money.or(() -> others)
                .or(() -> writes ? Optional.of("others read what is in the repository") : Optional.empty());
    }

    private static Optional<String> trusted(ToolDraft tool) {
        if (tool.verb().equals("count") || ResultRoles.holdsNoText(tool.output())) {
            return Optional.of("it returns no text");
        }
        return ContentWords.computed(tool.noun()).map(word -> "a `" + word + "` is computed, not written by anyone");
    }

    private static SequencedMap<String, String> labels(ToolDraft tool, Optional<String> reads, boolean browser) {
        SequencedMap<String, String> labels = new LinkedHashMap<>();
        String noun = tool.noun();
        if (tool.reads() || ContentWords.secret(noun).isPresent()) {
            ContentWords.secret(noun)
                    .filter(word -> tool.reads() || tool.verb().equals("take"))
                    .or(() -> tool.reads() ? ContentWords.secretSaid(tool.description()) : Optional.empty())
                    .ifPresent(word -> labels.put("secret", "`" + word + "`"));
        }
        if (tool.reads() && !browser && reads.isEmpty()) {
            personal(tool).ifPresent(word -> labels.put("private", "`" + word + "`"));
        }
        boolean shows = tool.reads()
                || reads.isPresent()
                || tool.anything()
                || tool.verb().equals("navigate");
        if (browser && shows) {
            labels.put("untrusted", "it shows pages");
        } else if (reads.isPresent()) {
            labels.put("untrusted", "it reads from an address");
        } else if (tool.reads()) {
            ContentWords.untrusted(noun).ifPresent(word -> labels.put("untrusted", "`" + word + "`"));
        }
        return labels;
    }

    private static Optional<String> personal(ToolDraft tool) {
        Optional<String> word = ContentWords.personal(tool.noun())
                .or(() -> ContentWords.of(ResultRoles.names(tool.output())).stream()
                        .flatMap(name -> ContentWords.personal(name).stream())
                        .findFirst());
        if (word.isPresent() || ContentWords.untrusted(tool.noun()).isPresent()) {
            return word;
        }
        boolean opened = !LOOKING_AROUND.contains(tool.verb()) && !tool.name().contains("info");
        if (opened && tool.noun().endsWith("database")) {
            return Optional.of("database");
        }
        if (opened && (tool.noun().endsWith("file") || tool.noun().endsWith("file-content"))) {
            return Optional.of("file");
        }
        boolean records = tool.on().containsKey("collection")
                || tool.on().containsKey("table")
                || tool.on().containsKey("database");
        return records && ToolName.QUERYING.contains(tool.verb()) ? Optional.of(tool.verb()) : Optional.empty();
    }

    /**
     * Returns the same draft for tasks whose instruction is not known. An address that is only read from then needs no origin, as a person
     * may have named it, but content must not ask for it.
     */
    ContentDraft withoutInstruction() {
        Map<String, ArgumentRole> roles = new TreeMap<>(arguments);
        if (asks.filter(act -> act.asks().equals("web-read")).isPresent()) {
            roles.replaceAll((path, role) -> role == ArgumentRole.DESTINATION ? ArgumentRole.OBJECT : role);
        }
        return new ContentDraft(labels, sinks, trusted, asks, reads, commits, roles, result);
    }

    /** Returns the lines of {@code content}, each with its reason; none where nothing is said. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        trusted.ifPresent(why -> lines.add("trusted: true  # " + why));
        asks.ifPresent(act -> lines.add("asks: " + act.asks() + "  # " + act.why()));
        reads.ifPresent(why -> lines.add("reads: true  # " + why));
        if (commits) {
            lines.add("commits: true  # it makes a commitment, or grants someone access");
        }
        line(lines, ArgumentRole.DESTINATION, "who or what it reaches");
        line(lines, ArgumentRole.OBJECT, "what it acts on");
        line(lines, ArgumentRole.BODY, "what it carries");
        line(lines, ArgumentRole.TITLE, "what names it");
        if (!result.isEmpty()) {
            lines.add("result:");
            line(lines, FieldRole.TITLE, "names of what is returned");
            line(lines, FieldRole.SENDER, "who it claims to be from");
            line(lines, FieldRole.THIRD_PARTY, "chosen by others");
            line(lines, FieldRole.DIRECTORY, "names that the system keeps");
            line(lines, FieldRole.PLAIN, "numbers, times and fixed words");
        }
        return lines;
    }

    private void line(List<String> lines, ArgumentRole role, String why) {
        paths(arguments, role).ifPresent(paths -> lines.add(role.text() + ": " + paths + "  # " + why));
    }

    private void line(List<String> lines, FieldRole role, String why) {
        paths(result, role).ifPresent(paths -> lines.add("  " + role.text() + ": " + paths + "  # " + why));
    }

    private static <R> Optional<String> paths(Map<String, R> roles, R role) {
        String paths = roles.entrySet().stream()
                .filter(one -> one.getValue().equals(role))
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
        return paths.isEmpty() ? Optional.empty() : Optional.of("[" + paths + "]");
    }
}
