package dev.interlock.policy.catalog;

import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.id.Spelling;
import dev.interlock.engine.model.Wildcard;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ids of objects, by the forms of their types. An id that a caller writes has to be canonical, so that one spelling of each object
 * reaches the server. An id that a server answered, or a source tells, is brought into that spelling, since it is too late to
 * refuse it.
 */
final class ObjectIds {

    private final Map<String, IdForm> forms;
    /** The reader of ids in calls that happened already, with the same forms; null where this is one. */
    private final @Nullable ObjectIds told;

    private ObjectIds(Map<String, IdForm> forms, @Nullable ObjectIds told) {
        this.forms = forms;
        this.told = told;
    }

    /** @param forms by object type; types without any are not in it */
    ObjectIds(Map<String, IdForm> forms) {
        this(Map.copyOf(forms), new ObjectIds(Map.copyOf(forms), null));
    }

    /** The reader of ids in calls that happened already, with the same forms. */
    ObjectIds told() {
        return told == null ? this : told;
    }

    /** Returns whether the ids are those of calls that happened already. */
    boolean isTold() {
        return told == null;
    }

    /** The id of an object of the type, or the fault in it. */
    Identifiers.Result read(String type, @Nullable Object value) {
        IdForm form = forms.get(type);
        Identifiers.Result read = Identifiers.read(value);
        if (read instanceof Identifiers.Ok ok && ok.text().equals(Wildcard.ALL)) {
            return new Identifiers.Wrong(
                    "`*` is not an object; declare an argument that stands for all objects under `all`");
        }
        if (form == null || !(read instanceof Identifiers.Ok ok)) {
            return read;
        }
        return switch (form.read(ok.text())) {
            case Spelling.Canonical canonical -> ok;
            case Spelling.None none -> new Identifiers.Wrong(none.message());
            case Spelling.Other other ->
                isTold() ? new Identifiers.Ok(other.canonical()) : new Identifiers.Wrong(other.told());
        };
    }
}
