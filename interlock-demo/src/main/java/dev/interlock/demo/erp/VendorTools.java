package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.erp.Field.Kind;
import dev.interlock.server.json.Json;
import java.sql.SQLException;
import java.util.List;

/** Master data of vendors: whom one pays, and to which account. */
final class VendorTools {
    private static final String SELECT = "select 'V-' || id as vendor_id, name, iban from vendor";

    private static final Field VENDOR_ID = Field.of("vendor_id", Kind.VENDOR, "The vendor.");
    private static final Field NAME = Field.of("name", Kind.TEXT, "Name of the vendor.");
    private static final Field IBAN = Field.of("iban", Kind.IBAN, "The account that the vendor is paid into.");
    private static final List<Field> VENDOR = List.of(VENDOR_ID, NAME, IBAN);

    private VendorTools() {}

    static List<Tool> all() {
        return List.of(
                new Tool(
                        "create_vendor",
                        "Create a vendor",
                        "Adds a vendor to the master data and returns its id.",
                        List.of(NAME, IBAN),
                        List.of(VENDOR_ID),
                        Tool.Effect.ADDS,
                        VendorTools::create),
                new Tool(
                        "edit_vendor",
                        "Edit a vendor",
                        "Changes a vendor's account. Payments that are already prepared keep their account.",
                        List.of(VENDOR_ID, IBAN),
                        VENDOR,
                        Tool.Effect.OVERWRITES,
                        VendorTools::edit),
                new Tool(
                        "get_vendor",
                        "Look up a vendor",
                        "Shows one vendor.",
                        List.of(VENDOR_ID),
                        VENDOR,
                        Tool.Effect.READS,
                        (arguments, transaction) -> known(arguments.text("vendor_id"), transaction)),
                new Tool(
                        "list_vendors",
                        "List the vendors",
                        "Lists all vendors in the order in which they were added.",
                        List.of(),
                        List.of(Field.of("vendors", Kind.ROWS, "The vendors.")),
                        Tool.Effect.READS,
                        (arguments, transaction) -> {
                            ObjectNode list = Json.object();
                            list.set("vendors", transaction.rows(SELECT + " order by id"));
                            return list;
                        }));
    }

    private static ObjectNode create(Arguments arguments, Store.Transaction transaction) throws SQLException {
        String id = "V-"
                + transaction.insert(
                        "insert into vendor (name, iban) values (?, ?)",
                        arguments.text("name"),
                        arguments.text("iban"));
        transaction.journal("create_vendor", id);
        return Json.object().put("vendor_id", id);
    }

    private static ObjectNode edit(Arguments arguments, Store.Transaction transaction) throws SQLException, Refused {
        String id = arguments.text("vendor_id");
        known(id, transaction);
        transaction.update(
                "update vendor set iban = ? where id = ?", arguments.text("iban"), arguments.id("vendor_id"));
        transaction.journal("edit_vendor", id);
        return known(id, transaction);
    }

    /** The vendor with this id, or a refusal. */
    static ObjectNode known(String id, Store.Transaction transaction) throws SQLException, Refused {
        return transaction
                .row(SELECT + " where id = ?", Long.parseLong(id.substring(2)))
                .orElseThrow(
                        () -> new Refused("there is no vendor `" + id + "`: list_vendors shows the existing ones"));
    }
}
