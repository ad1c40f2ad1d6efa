package dev.interlock.policy.condition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call as conditions see it. Its arguments are converted once, when the first condition asks for them. Used by one thread at a time. */
public final class ConditionInput {

    private final String server;
    private final String tool;
    private final Map<String, ?> arguments;
    private @Nullable Map<String, Object> converted;

    /** @param arguments values are String, Boolean, numbers, null, lists and maps */
    public ConditionInput(String server, String tool, Map<String, ?> arguments) {
        this.server = server;
        this.tool = tool;
        this.arguments = arguments;
    }

    String server() {
        return server;
    }

    String tool() {
        return tool;
    }

    /** The arguments as they were given. */
    public Map<String, ?> arguments() {
        return arguments;
    }

    /** The arguments as CEL reads them. */
    Map<String, Object> converted() {
        if (converted == null) {
            converted = Condition.toCelMap(arguments);
        }
        return converted;
    }
}
