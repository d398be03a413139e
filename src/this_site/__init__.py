"""What only this site needs: its layout, its policy, its speed, and patches of others' code, each with its reason."""
