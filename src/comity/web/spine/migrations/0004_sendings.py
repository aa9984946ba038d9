import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spine", "0003_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="text",
            name="matter",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="texts", to="spine.matter"
            ),
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(max_length=40)),
                ("token", models.CharField(max_length=40)),
                ("outcome", models.CharField(blank=True, max_length=300)),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["created"], name="spine_sendi_created_686dbd_idx")],
                "constraints": [models.UniqueConstraint(models.F("sender"), models.F("token"), name="sent_once")],
            },
        ),
    ]
