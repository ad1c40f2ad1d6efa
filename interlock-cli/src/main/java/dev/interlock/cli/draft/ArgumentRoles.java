package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.model.ArgumentRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A draft of the roles of arguments: who or what is reached, what is acted on, and what carries content. */
final class ArgumentRoles {

    private static final Set<String> DESTINATIONS = Set.of(
            "to",
            "cc",
            "bcc",
            "recipient",
            "email",
            "mail",
            "user-email",
            "phone",
            "phone-number",
            "host",
            "hostname",
            "domain",
            "webhook",
            "endpoint",
            "payee",
            "iban",
            "account",
            "account-number",
            "participant",
            "attendee",
            "invitee",
            "channel",
            "channel-id",
            "connection-string",
            "remote");
    private static final Set<String> ADDRESSES =
            Set.of("url", "uri", "href", "link", "address", "connection-string", "endpoint", "webhook");
    private static final Set<String> BODIES = Set.of(
            "body",
            "text",
            "html",
            "markdown",
            "message",
            "comment",
            "description",
            "prompt",
            "prompt-text",
            "caption",
            "note",
            "child",
            "rich-text",
            "evidence",
            "value",
            "function",
            "code",
            "script",
            "command",
            "resource",
            "reply",
            "answer");
    /** Bodies where something goes out; of a file of one's own they are what it is for. */
    private static final Set<String> CONTENTS = Set.of("content", "data", "key", "payload");

    private static final Set<String> TITLES = Set.of("title", "subject", "summary", "headline");
    /** Arguments beside an object that say whose it is, or where it is. */
    private static final Set<String> PLACES = Set.of(
            "owner", "org", "organization", "namespace", "destination", "target", "new-name", "image", "from-id");
    /** Ends of relations. */
    private static final Set<String> ENDS = Set.of("from", "to", "source", "destination");

    private final ToolDraft tool;
    private final boolean goesOut;
    private final Map<String, ArgumentRole> roles = new TreeMap<>();

    private ArgumentRoles(ToolDraft tool, boolean goesOut) {
        this.tool = tool;
        this.goesOut = goesOut;
    }

    /**
     * Returns the roles of the arguments, by their paths.
     *
     * @param goesOut whether the tool lets something out
     */
    static Map<String, ArgumentRole> of(ToolDraft tool, boolean goesOut) {
        var draft = new ArgumentRoles(tool, goesOut);
        for (Argument argument : tool.arguments()) {
            draft.look(argument, argument.path(), false);
        }
        return draft.roles;
    }

    /** Returns the argument that names an address to which the tool goes. */
    static Optional<Argument> address(ToolDraft tool) {
        return tool.arguments().stream()
                .filter(argument -> ADDRESSES.contains(word(argument))
                        || argument.schema().path("format").asText().equals("uri")
                        || mentionsUrl(argument))
                .filter(argument -> !argument.isList())
                .filter(Argument::canName)
                .findFirst();
    }

    private static boolean mentionsUrl(Argument argument) {
        String says = argument.schema().path("description").asText("");
        return says.startsWith("URL") || says.startsWith("The URL") || says.contains("URL or data URI");
    }

    private static String word(Argument argument) {
        return Words.singular(Words.of(argument.name()));
    }

    private void look(Argument argument, String path, boolean inList) {
        String plain = plain(path);
        if (!ToolDraft.isPlain(argument.name())) {
            return;
        }
        JsonNode element = argument.schema().path("items");
        if (argument.isList() && !element.path("properties").isEmpty() && !inList) {
            argument.members(element).forEach(member -> look(member, member.path(), true));
            return;
        }
        role(argument, inList).ifPresent(role -> roles.put(plain, role));
    }

    /** A path as `content` writes it: the keys, without the place of an element in its list. */
    private static String plain(String path) {
        return path.replace("[*]", "").replaceFirst("^args\\.", "");
    }

    private Optional<ArgumentRole> role(Argument argument, boolean inList) {
        String word = word(argument);
        String path = argument.path();
        if (named(path)) {
            return Optional.of(ArgumentRole.OBJECT);
        }
        if (!holdsText(argument)) {
            return Optional.empty();
        }
        if (inList && ENDS.contains(word)) {
            return Optional.of(ArgumentRole.OBJECT);
        }
        if (PLACES.contains(word)
                        && !tool.anything()
                        && holdsName(argument)
                        && !tool.on().isEmpty()
                || word.equals("path")) {
            return Optional.of(ArgumentRole.OBJECT);
        }
        if (DESTINATIONS.contains(word)
                || address(tool).filter(argument::equals).isPresent()
                || word.endsWith("-url")
                || word.endsWith("-email")) {
            return Optional.of(ArgumentRole.DESTINATION);
        }
        if (TITLES.contains(word) || word.endsWith("-title") || word.endsWith("-message") || isCommitMessage(word)) {
            return Optional.of(ArgumentRole.TITLE);
        }
        boolean body = BODIES.contains(word) || goesOut && CONTENTS.contains(word);
        return body ? Optional.of(ArgumentRole.BODY) : Optional.empty();
    }

    private boolean named(String path) {
        return tool.names(path) || tool.names(path + "[*]");
    }

    /** The message of a change in a repository is its title. */
    private boolean isCommitMessage(String word) {
        return word.equals("message") && tool.on().containsKey("repository");
    }

    private static boolean holdsName(Argument argument) {
        return argument.canName() && argument.schema().path("enum").isMissingNode();
    }

    private static boolean holdsText(Argument argument) {
        JsonNode schema = argument.schema();
        List<String> types = new ArrayList<>();
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(type -> types.add(type.asText()));
        } else {
            types.add(schema.path("type").asText("string"));
        }
        boolean plain =
                types.stream().anyMatch(type -> type.equals("string") || type.equals("object") || type.equals("array"));
        return plain && schema.path("enum").isMissingNode();
    }
}
