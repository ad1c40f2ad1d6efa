package dev.interlock.engine.codec;

import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.model.ContactChanges;

/**
 * The contacts that a call registers or removes, and their withdrawal. The digests can be forgotten: one tells whether it is that of an
 * account that somebody guesses.
 */
final class ContactsCodec {

    private ContactsCodec() {}

    static void write(Writer out, ContactChanges contacts) {
        if (!contacts.ended().isEmpty()) {
            out.forgettable().textSet("ended", contacts.ended());
        }
        out.truth("ends", contacts.ends());
        if (!contacts.marks().isEmpty()) {
            out.textSet("for", contacts.marks());
        }
        if (!contacts.registered().isEmpty()) {
            out.forgettable().textSet("registered", contacts.registered());
        }
        if (!contacts.written().isEmpty()) {
            out.forgettable().textSet("written", contacts.written());
        }
    }

    static ContactChanges read(Reader in) {
        return new ContactChanges(
                in.forgettable().textSet("registered"),
                in.textSet("for"),
                in.truth("ends"),
                in.forgettable().textSet("ended"),
                in.forgettable().textSet("written"));
    }

    static void writeWithdrawn(Writer out, ContactWithdrawn event) {
        NameCodec.write(out, "by", event.by());
        out.number("call", event.call());
        out.forgettableText("reason", event.reason());
    }

    static ContactWithdrawn readWithdrawn(Reader in) {
        return new ContactWithdrawn(in.number("call"), NameCodec.read(in, "by"), in.forgettableText("reason"));
    }
}
